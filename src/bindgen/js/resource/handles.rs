//! Resources and their handles.
//!
//! A resource that the component defines is an object of a generated class; a symbol known to nobody else leads to
//! its representation, and to `undefined` once the object gave it up. A resource of the host is the host's own
//! object, which stands in a table under the handle that the component knows.

use crate::bindgen::js::generator::Generator;
use crate::bindgen::names::pascal_case;
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{Item, ItemKind, ResourceOrigin, Trampoline};
use crate::bindgen::source::{Source, close, line, open};

/// How the code calls what belongs to one resource type. Functions are written if they are used.
#[derive(Debug, Default, Clone)]
pub struct ResourceNames {
    /// Its name, in pascal case.
    pub name: String,
    /// The generated class, or the host's; empty if nobody names the type.
    pub class: String,
    /// The symbol that leads to a representation.
    pub key: String,
    /// `(object, representation)`: makes an object stand for a representation.
    pub attach: String,
    /// `(representation) -> object`: makes an object that owns.
    pub adopt: String,
    /// `(object, path) -> representation`: takes ownership from an object.
    pub take: String,
    /// `(object, path) -> representation`
    pub representation: String,
    /// The core function that destroys a representation.
    pub destructor: String,
    /// Which of the functions the code uses.
    pub used: Vec<&'static str>,
}

impl Generator<'_> {
    /// Chooses names for all resource types.
    pub fn name_resources(&mut self) {
        for resource in 0..self.plan.resources.len() {
            let plan = self.plan;
            let found =
                find_name(&plan.exports, resource).or_else(|| find_name(&plan.imports, resource));
            let name = found.map_or_else(|| format!("Resource{resource}"), pascal_case);
            let mut names = ResourceNames {
                name: name.clone(),
                ..ResourceNames::default()
            };
            if let ResourceOrigin::Defined { .. } = self.plan.resources[resource].origin {
                let own = crate::bindgen::js::value::lift::camel_first(&name);
                names.class = self.names.take(&name);
                names.key = self.names.take(&format!("{own}Representation"));
                names.attach = self.names.take(&format!("attach{name}"));
                names.adopt = self.names.take(&format!("adopt{name}"));
                names.take = self.names.take(&format!("take{name}"));
                names.representation = self.names.take(&format!("peek{name}"));
                names.destructor = self.names.take(&format!("destroy{name}"));
            }
            self.resources.push(names);
        }
    }

    /// The name of a table's resource type.
    pub fn resource_name(&self, table: usize) -> String {
        self.resources[self.plan.tables[table].resource]
            .name
            .clone()
    }

    fn defining_instance(&self, resource: usize) -> Option<usize> {
        match self.plan.resources[resource].origin {
            ResourceOrigin::Defined { instance, .. } => Some(instance),
            ResourceOrigin::Imported(_) => None,
        }
    }

    /// Whether the instance of this table sees representations: it defines the resource type.
    pub fn sees_representation(&self, table: usize) -> bool {
        let table = self.plan.tables[table];
        self.defining_instance(table.resource) == Some(table.instance)
    }

    pub fn use_resource(&mut self, resource: usize, function: &'static str) -> ResourceNames {
        let names = &mut self.resources[resource];
        if !names.used.contains(&function) {
            names.used.push(function);
        }
        names.clone()
    }

    /// An expression for the representation, or the host's object, that an owned handle gives up.
    pub fn take_own(&mut self, table: usize, handle: &str, place: &str) -> String {
        let table = self.plan.tables[table];
        let handles = self.handles_of(table.instance);
        format!("{handles}.take({handle}, {}, {place})", table.resource)
    }

    /// An expression for the object that an owned handle becomes.
    pub fn lift_own(&mut self, table: usize, handle: &str, place: &str) -> String {
        let taken = self.take_own(table, handle, place);
        let resource = self.plan.tables[table].resource;
        match self.defining_instance(resource) {
            Some(_) => format!("{}({taken})", self.use_resource(resource, "adopt").adopt),
            None => taken,
        }
    }

    /// Whether a borrow must be noted for as long as a call of the host lasts: the same call may give away the handle.
    pub fn lends_matter(&self, types: &[TypeId]) -> bool {
        let any =
            |test: &dyn Fn(&TypeKind) -> bool| types.iter().any(|ty| self.contains(*ty, test));
        any(&|kind| matches!(kind, TypeKind::Own(_)))
            && any(&|kind| matches!(kind, TypeKind::Borrow(_)))
    }

    /// An expression for the object that a borrowed handle stands for while the host is called.
    ///
    /// It is the host's own: what a component imports cannot speak of the resource types that it defines.
    pub fn lift_borrow(&mut self, table: usize, handle: &str, place: &str) -> String {
        let table = self.plan.tables[table];
        let handles = self.handles_of(table.instance);
        let entry = format!("{handles}.get({handle}, {}, {place})", table.resource);
        if self.lends {
            format!("{}({entry}, lent)", self.need("lend"))
        } else {
            format!("{entry}.rep")
        }
    }

    /// An expression for the handle that an owned object becomes.
    pub fn lower_own(&mut self, table: usize, value: &str, path: &str) -> String {
        let table = self.plan.tables[table];
        let rep = match self.defining_instance(table.resource) {
            Some(_) => format!(
                "{}({value}, {path})",
                self.use_resource(table.resource, "take").take
            ),
            None => self.host_object(table.resource, value, path),
        };
        format!(
            "{}.add({}, {rep})",
            self.handles_of(table.instance),
            table.resource
        )
    }

    /// An expression for what a borrowed object becomes: a handle, or its representation where the callee defined it.
    pub fn lower_borrow(&mut self, table: usize, value: &str, path: &str) -> String {
        let resource = self.plan.tables[table].resource;
        let rep = match self.defining_instance(resource) {
            Some(_) => {
                let names = self.use_resource(resource, "representation");
                format!("{}({value}, {path})", names.representation)
            }
            None => self.host_object(resource, value, path),
        };
        if self.sees_representation(table) {
            return rep;
        }
        format!(
            "{}.add({resource}, {rep}, scope)",
            self.handles_of(self.plan.tables[table].instance)
        )
    }

    /// A constant for the representation behind an object, where the callee sees representations.
    pub fn borrow_representation(
        &mut self,
        out: &mut Source,
        table: usize,
        value: &str,
        path: &str,
    ) -> String {
        let names = self.use_resource(self.plan.tables[table].resource, "key");
        let (bad, name) = (self.need("noResource"), self.variable());
        line!(out, "const {name} = {value}?.[{}];", names.key);
        line!(
            out,
            "if ({name} === undefined) throw {bad}({path}, '{}', {value});",
            names.name
        );
        name
    }

    fn host_object(&mut self, resource: usize, value: &str, path: &str) -> String {
        let class = self.host_class(resource);
        format!("{}({value}, {class}, {path})", self.need("hostResource"))
    }

    pub fn resource_new(&mut self, out: &mut Source, name: &str, table: usize) {
        let table = self.plan.tables[table];
        let (handles, instance) = (
            self.handles_of(table.instance),
            self.instance(table.instance),
        );
        let leave = self.need("leave");
        open!(out, "function {name}(representation) {{");
        line!(out, "{leave}({instance}, 'resource.new');");
        line!(
            out,
            "return {handles}.add({}, representation);",
            table.resource
        );
        close!(out, "}}");
    }

    pub fn resource_rep(&mut self, out: &mut Source, name: &str, table: usize) {
        let table = self.plan.tables[table];
        let handles = self.handles_of(table.instance);
        open!(out, "function {name}(handle) {{");
        line!(
            out,
            "return {handles}.get(handle, {}, 'resource.rep').rep;",
            table.resource
        );
        close!(out, "}}");
    }

    pub fn resource_drop(&mut self, out: &mut Source, name: &str, table: usize) {
        let table = self.plan.tables[table];
        let (handles, instance) = (
            self.handles_of(table.instance),
            self.instance(table.instance),
        );
        let leave = self.need("leave");
        open!(out, "function {name}(handle) {{");
        line!(out, "{leave}({instance}, 'resource.drop');");
        let drop = format!(
            "{handles}.drop(handle, {}, 'resource.drop')",
            table.resource
        );
        match self.plan.resources[table.resource].origin {
            ResourceOrigin::Imported(_) => {
                let dispose = self.need("dispose");
                line!(out, "{drop}?.rep[{dispose}]?.();");
            }
            ResourceOrigin::Defined {
                destructor: false, ..
            } => line!(out, "{drop};"),
            ResourceOrigin::Defined {
                destructor: true, ..
            } => {
                let destroy = self.use_resource(table.resource, "destructor").destructor;
                line!(out, "const dropped = {drop};");
                line!(out, "if (dropped !== undefined) {destroy}(dropped.rep);");
            }
        }
        close!(out, "}}");
    }

    /// Handles that go from one component instance to another are told by table numbers.
    pub fn transfer(&mut self, name: &str, trampoline: &Trampoline) {
        let tables = match &self.tables_name {
            Some(name) => name.clone(),
            None => self.write_tables(),
        };
        let piece = match trampoline {
            Trampoline::TransferOwn => format!("{}({tables})", self.need("transferOwn")),
            _ => {
                self.scopes = true;
                format!("{}({tables}, scopes)", self.need("transferBorrow"))
            }
        };
        self.constants.push(format!("const {name} = {piece};"));
    }

    fn write_tables(&mut self) -> String {
        let name = self.names.take("resourceTables");
        let mut text = format!("const {name} = [\n");
        for (i, table) in self.plan.tables.iter().enumerate() {
            if table.instance == usize::MAX {
                text.push_str("  undefined,\n");
                continue;
            }
            let handles = self.handles_of(table.instance);
            let defines = self.sees_representation(i);
            text.push_str(&format!(
                "  {{ handles: {handles}, resource: {}, defines: {defines} }},\n",
                table.resource
            ));
        }
        text.push_str("];");
        self.constants.push(text);
        self.tables_name = Some(name.clone());
        name
    }

    /// Notes that a resource type has a destructor.
    pub fn use_destructor(&mut self, resource: usize) {
        self.use_resource(resource, "destructor");
    }

    /// Notes that a constructor makes objects of this resource type.
    pub fn use_attach(&mut self, resource: usize) {
        self.use_resource(resource, "attach");
    }
}

/// The name under which a resource type is imported or exported.
fn find_name(items: &[Item], resource: usize) -> Option<&str> {
    items.iter().find_map(|item| match &item.kind {
        ItemKind::Resource(found) if *found == resource => Some(item.name.as_str()),
        ItemKind::Instance(items) => find_name(items, resource),
        ItemKind::Resource(_) | ItemKind::Function(_) | ItemKind::Type(_) => None,
    })
}
