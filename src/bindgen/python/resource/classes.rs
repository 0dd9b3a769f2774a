//! The classes of exports: one for each interface, and one for each resource type that the component defines.

use crate::bindgen::names::Names;
use crate::bindgen::plan::surface::{Class, FunctionKind, Member};
use crate::bindgen::plan::{Function, Item, Lift, ResourceId};
use crate::bindgen::python::call::exported::{Exported, Prepared, Style};
use crate::bindgen::python::generator::Generator;
use crate::bindgen::python::homes::{Home, attribute};
use crate::bindgen::python::module::{Module, documentation};
use crate::bindgen::python::names::{class_case, quoted, snake_case};
use crate::bindgen::source::{Source, line, open};
use std::collections::BTreeSet;

/// The class of an interface, or of the component, while it is written.
pub struct Owner<'a> {
    /// Names of its attributes.
    pub names: Names,
    /// Those that the class declares.
    pub slots: Vec<String>,
    /// Statements that set them; `component` is in scope.
    pub init: Source,
    /// Its methods.
    pub methods: Source,
    /// Declarations of attributes that have types of their own.
    pub attributes: Vec<String>,
    /// Whole names of interfaces, the attributes that have them, and their classes.
    pub interfaces: Vec<(String, String, String)>,
    memories: BTreeSet<usize>,
    instances: BTreeSet<usize>,
    /// The instance whose exports it has.
    pub item: Option<&'a Item>,
}

impl<'a> Owner<'a> {
    pub fn new(item: Option<&'a Item>) -> Owner<'a> {
        Owner {
            names: Names::default(),
            slots: vec!["'_state'".to_string()],
            init: Source::wide(),
            methods: Source::wide(),
            attributes: Vec::new(),
            interfaces: Vec::new(),
            memories: BTreeSet::new(),
            instances: BTreeSet::new(),
            item,
        }
    }
}

impl Generator<'_> {
    /// Writes the members of an interface or of the component.
    pub fn members<'a>(
        &mut self,
        module: &mut Module,
        mut loose: Option<&mut Module>,
        owner: &mut Owner<'a>,
        members: &[Member<'a>],
        classes: &[Class<'a>],
        files: &mut Vec<Module>,
    ) {
        for member in members {
            match member {
                Member::Function {
                    name,
                    item,
                    function,
                } => {
                    if let Some(lift) = &function.lift {
                        self.free_function(module, owner, (name, item), lift);
                    }
                }
                Member::Class {
                    name,
                    item,
                    resource,
                } => {
                    let class = classes.iter().find(|class| class.resource == *resource);
                    if let Some(class) = class {
                        // Classes that the component itself exports have a file, so that other files can import them.
                        let home = loose.as_deref_mut().unwrap_or(module);
                        let local = self.resource_class(home, owner, class, item, name);
                        let path = home.path.clone();
                        let class = Home {
                            module: path,
                            class: local,
                        };
                        self.bind_class(module, owner, item.resource(), name, &class);
                    }
                }
                Member::Interface {
                    short,
                    whole,
                    item,
                    members,
                } => {
                    let home = self.interface_module(item, members, classes, files);
                    let class = module.class(&home);
                    let wanted = short
                        .clone()
                        .unwrap_or_else(|| snake_case(whole.unwrap_or(&item.name)));
                    let attribute = owner.names.take(&wanted);
                    line!(owner.init, "self.{attribute} = {class}(component)");
                    owner.slots.push(quoted(&attribute));
                    owner.interfaces.push((item.name.clone(), attribute, class));
                }
            }
        }
    }

    /// Writes a function that belongs to no resource.
    fn free_function(
        &mut self,
        module: &mut Module,
        owner: &mut Owner,
        (name, item): (&str, &Item),
        lift: &Lift,
    ) {
        let docs = self.docs(owner.item, &item.name);
        let slot = format!("_f_{name}");
        let exported = Exported {
            lift,
            style: Style::Function,
            name,
            slot: &slot,
            display: name,
            docs: docs.as_deref(),
        };
        let mut text = Source::wide();
        let prepared = self.lifted_function(module, &mut text, &exported);
        owner.methods.section(text.as_str());
        self.prepare(module, owner, lift, &slot, &prepared);
    }

    fn docs(&self, scope: Option<&Item>, name: &str) -> Option<String> {
        let docs = match scope {
            Some(scope) => self.plan.docs.get(&[&scope.name, name]),
            None => self.plan.docs.get(&[name]),
        };
        docs.map(str::to_string)
    }

    /// Statements that prepare what a function needs.
    fn prepare(
        &mut self,
        module: &mut Module,
        owner: &mut Owner,
        lift: &Lift,
        slot: &str,
        prepared: &Prepared,
    ) {
        let call = &lift.call;
        let staged = self.stage.position(lift);
        if staged.is_some() {
            if owner.slots.iter().all(|slot| slot != "'_stage'") {
                owner.slots.push("'_stage'".to_string());
                line!(owner.init, "self._stage = component.stage");
            }
        } else if prepared.uses_memory
            && let Some(view) = call.context.view
            && owner.memories.insert(view.index())
        {
            owner.slots.push(format!("'_m{view}'"));
            line!(owner.init, "self._m{view} = component.memory{view}");
        }
        let instance = call.context.instance;
        if prepared.uses_instance && owner.instances.insert(instance.index()) {
            owner.slots.push(format!("'_i{instance}'"));
            let known = self.instance(instance);
            line!(owner.init, "self._i{instance} = component.{known}");
        }
        owner.slots.push(quoted(slot));
        let slots = call
            .signature
            .params
            .len()
            .max(call.signature.results.len())
            .max(1);
        let formats = prepared
            .formats
            .iter()
            .map(|format| format!(", '{format}'"));
        let formats: String = formats.collect();
        let prepare = module.runtime(&mut self.runtime, "prepare");
        let core = match staged {
            Some(position) => format!("component.stage.exports['{position}']"),
            None => self.core_def(&lift.core, "component."),
        };
        let prepared = format!("{prepare}(component.state, {core}, {slots}{formats})");
        match call.post_return.filter(|_| staged.is_none()) {
            Some(index) => {
                let with = module.runtime(&mut self.runtime, "with_post_return");
                line!(
                    owner.init,
                    "self.{slot} = {with}({prepared}, component.post_return{index})"
                );
            }
            None => line!(owner.init, "self.{slot} = {prepared}"),
        }
    }

    /// The file of an exported interface.
    fn interface_module<'a>(
        &mut self,
        item: &'a Item,
        members: &[Member<'a>],
        classes: &[Class<'a>],
        files: &mut Vec<Module>,
    ) -> Home {
        let file = self.homes.file(item).expect("every interface has a file");
        let mut module = Module::new(&file.path);
        module.names = file.names.clone();
        let types = file.types.clone();
        let name = module.names.take(&class_case(attribute(&file.path)));
        let home = Home {
            module: module.path.clone(),
            class: name.clone(),
        };
        self.define_types(&mut module, &types, Some(item));
        let mut owner = Owner::new(Some(item));
        self.members(&mut module, None, &mut owner, members, classes, files);
        let any = module.global("typing", "Any");
        let code = &mut module.code;
        code.blank();
        open!(code, "class {name}:");
        let docs = self.plan.docs.get(&[&item.name]);
        let title = format!("Interface `{}`.", item.name);
        code.block(&documentation(
            &docs.map_or(title.clone(), |docs| format!("{title}\n\n{docs}")),
        ));
        code.blank();
        line!(code, "__slots__ = ({},)", owner.slots.join(", "));
        for attribute in &owner.attributes {
            line!(code, "{attribute}");
        }
        code.blank();
        open!(code, "def __init__(self, component: {any}) -> None:");
        line!(code, "self._state = component.state");
        code.block(owner.init.as_str());
        code.end();
        code.section(owner.methods.as_str());
        code.end();
        files.push(module);
        home
    }

    /// The class of a resource type; the owner binds it to its instance.
    fn resource_class<'a>(
        &mut self,
        module: &mut Module,
        owner: &mut Owner<'a>,
        class: &Class<'a>,
        item: &Item,
        name: &str,
    ) -> String {
        let known = self.homes.resource(class.resource).cloned();
        let local = match known {
            Some(home) => module.class(&home),
            None => module.names.take(name),
        };
        let base = module.runtime(&mut self.runtime, "Resource");
        let mut text = Source::wide();
        open!(text, "class {local}({base}):");
        let docs = self.docs(owner.item, &item.name);
        text.block(&documentation(
            &docs.unwrap_or_else(|| format!("Resource `{}`.", item.name)),
        ));
        text.blank();
        line!(text, "__slots__ = ()");
        let constructed = class
            .functions
            .iter()
            .any(|(_, kind, _)| matches!(kind, FunctionKind::Constructor(_)));
        if !constructed {
            text.blank();
            open!(text, "def __init__(self) -> None:");
            line!(
                text,
                "raise TypeError({})",
                quoted(&format!("{local} has no constructor"))
            );
            text.end();
        }
        for (member, kind, function) in &class.functions {
            self.class_member(module, owner, &mut text, (&local, member, *kind), function);
        }
        text.end();
        module.code.section(text.as_str());
        module.code.blank();
        local
    }

    fn class_member(
        &mut self,
        module: &mut Module,
        owner: &mut Owner,
        text: &mut Source,
        (class, name, kind): (&str, &str, FunctionKind),
        function: &Function,
    ) {
        let Some(lift) = &function.lift else { return };
        let (style, display) = match kind {
            FunctionKind::Constructor(_) => (Style::Constructor, class.to_string()),
            FunctionKind::Static(_) => (Style::Static, format!("{class}.{name}")),
            FunctionKind::Method(_) => (Style::Method, format!("{class}.{name}")),
            FunctionKind::Free => return,
        };
        let slot = owner.names.take(&format!("_r_{class}_{name}"));
        let items = owner.item.map_or(&self.plan.exports[..], Item::items);
        let is_it = |item: &&Item| item.function().is_some_and(|it| std::ptr::eq(it, function));
        let item = items.iter().find(is_it);
        let docs = item.and_then(|item| self.docs(owner.item, &item.name));
        let exported = Exported {
            lift,
            style,
            name,
            slot: &slot,
            display: &display,
            docs: docs.as_deref(),
        };
        let mut method = Source::wide();
        let prepared = self.lifted_function(module, &mut method, &exported);
        text.section(method.as_str());
        self.prepare(module, owner, lift, &slot, &prepared);
    }

    /// Writes the attribute that has the class for one instance, under the same name.
    fn bind_class(
        &mut self,
        module: &mut Module,
        owner: &mut Owner,
        resource: Option<ResourceId>,
        name: &str,
        class: &Home,
    ) {
        let Some(resource) = resource else { return };
        let attribute = owner.names.take(name);
        let local = module.class(class);
        let alias = module.names.take(&format!("_{local}"));
        line!(module.code, "{alias} = {local}");
        let bind = module.runtime(&mut self.runtime, "bind_class");
        owner.slots.push(quoted(&attribute));
        let kind = module.builtin("type");
        owner
            .attributes
            .push(format!("{attribute}: {kind}[{alias}]"));
        line!(
            owner.init,
            "self.{attribute} = {bind}(component.state, {resource}, {alias}, self)"
        );
    }
}
