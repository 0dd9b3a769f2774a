//! The interfaces of a component: imports and exports of one interface belong together, whatever their labels.

use super::module::{Function, Instance, Module, Resource};
use super::types::{Definition, Ty, Types};
use crate::bindgen::names::{Names, interface_name};
use crate::bindgen::plan::{FunctionType, Item, ItemKind, Plan};
use crate::bindgen::rust::options::Options;
use crate::bindgen::rust::{names, wasi};
use anyhow::{Context, Result, bail};

/// The most parameters that Wasmtime's typed functions take.
const MAX_PARAMETERS: usize = 17;

/// The interfaces of a component, before they become Rust.
#[derive(Default)]
pub struct Found<'a> {
    pub imports: Vec<Interface<'a>>,
    pub exports: Vec<Interface<'a>>,
    /// The functions that the component exports by themselves.
    pub root: Vec<&'a Item>,
    /// The interfaces that wasmtime-wasi adds to the linker.
    pub wasi: Vec<String>,
}

/// An interface, with its imports or exports.
pub struct Interface<'a> {
    name: String,
    instances: Vec<Instance>,
    /// The items of all these instances.
    items: Vec<&'a Item>,
    exported: bool,
}

impl<'a> Found<'a> {
    /// Groups a plan's imports and exports.
    pub fn new(plan: &'a Plan, options: &Options) -> Result<Found<'a>> {
        let mut found = Found::default();
        for item in &plan.imports {
            let provided = item.implements.is_none() && wasi::is_provided(&item.name);
            if provided && options.wasi {
                found.wasi.push(item.name.clone());
                continue;
            }
            add(&mut found.imports, item, plan, false)?;
        }
        for item in &plan.exports {
            if item.function().is_some() {
                found.root.push(item);
            }
            add(&mut found.exports, item, plan, true)?;
        }
        Ok(found)
    }
}

/// Adds an item to its interface.
fn add<'a>(
    interfaces: &mut Vec<Interface<'a>>,
    item: &'a Item,
    plan: &Plan,
    exported: bool,
) -> Result<()> {
    let (name, items, instance) = match &item.kind {
        ItemKind::Instance(items) => {
            let label = item.implements.is_some();
            let rust = names::snake_case(interface_name(&item.name));
            let instance = Instance {
                name: item.name.clone(),
                rust,
                label,
            };
            (item.interface(), items.iter().collect(), Some(instance))
        }
        ItemKind::Function(_) if exported => return Ok(()),
        ItemKind::Function(_) | ItemKind::Type(_) | ItemKind::Resource(_) => ("", vec![item], None),
    };
    let fits =
        |interface: &&mut Interface| interface.name == name && interface.agrees(&items, plan);
    match interfaces.iter_mut().find(fits) {
        Some(interface) => interface.extend(items, instance),
        None => {
            let mut interface = Interface {
                name: name.to_string(),
                instances: Vec::new(),
                items: Vec::new(),
                exported,
            };
            if name.is_empty() {
                let rust = "world".to_string();
                let instance = Instance {
                    name: String::new(),
                    rust,
                    label: false,
                };
                interface.instances.push(instance);
            }
            interface.extend(items, instance);
            interfaces.push(interface);
        }
    }
    Ok(())
}

impl<'a> Interface<'a> {
    /// Whether the items that both instances have are the same: a component may use different functions of each.
    fn agrees(&self, items: &[&Item], plan: &Plan) -> bool {
        items.iter().all(|item| {
            let own = self.items.iter().find(|own| own.name == item.name);
            own.is_none_or(|own| is_same(own, item, plan))
        })
    }

    fn extend(&mut self, items: Vec<&'a Item>, instance: Option<Instance>) {
        for item in items {
            if self.items.iter().all(|own| own.name != item.name) {
                self.items.push(item);
            }
        }
        self.instances.extend(instance);
    }

    /// The bindings of the interface.
    pub fn module(&self, plan: &Plan, types: &mut Types, modules: &mut Names) -> Result<Module> {
        let named = || match self.name.as_str() {
            "" => "failed to print what the world itself has".to_string(),
            name => format!("failed to print the interface `{name}`"),
        };
        self.convert(plan, types, modules).with_context(named)
    }

    fn convert(&self, plan: &Plan, types: &mut Types, modules: &mut Names) -> Result<Module> {
        let wanted = match self.name.as_str() {
            "" => "world",
            name => interface_name(name),
        };
        let prefix = if self.exported && !modules.is_free(&names::snake_case(wanted)) {
            "exported-"
        } else {
            ""
        };
        let name = names::take_snake(modules, &format!("{prefix}{wanted}"));
        let mut functions = names::for_functions(&["new"]);
        let mut module = Module {
            functions: self::functions(plan, types, &self.items, &self.name, &mut functions)?,
            name,
            interface: self.name.clone(),
            instances: self.instances.clone(),
            types: Vec::new(),
            resources: Vec::new(),
        };
        for item in &self.items {
            let ty = match &item.kind {
                ItemKind::Function(_) => continue,
                ItemKind::Type(id) => types.add(plan, *id)?,
                ItemKind::Resource(resource) => types.resource(plan, *resource)?,
                ItemKind::Instance(_) => {
                    bail!(
                        "`{}` is an instance inside an instance, which is not supported",
                        item.name
                    )
                }
            };
            if let Ty::Named(id) = ty {
                types.name(id, &self.name, names::bare(&module.name), &item.name);
                if self.declares(&types.named[id.0].definition, &item.name) {
                    let drop = names::take_snake(&mut functions, &format!("{}-drop", item.name));
                    module.resources.push(Resource {
                        name: item.name.clone(),
                        ty: id,
                        drop,
                    });
                }
            }
            module.types.push((item.name.clone(), ty));
        }
        Ok(module)
    }

    /// Whether a resource is this interface's own, and not used from another.
    fn declares(&self, definition: &Definition, item: &str) -> bool {
        match definition {
            Definition::HostResource(interface, name) => {
                let of_world = self.name.is_empty() && interface == item;
                !self.exported && name == item && (*interface == self.name || of_world)
            }
            Definition::GuestResource(interface, name) => {
                self.exported && *interface == self.name && name == item
            }
            _ => false,
        }
    }
}

/// Whether two items are the same, apart from which resource tables their handles belong to.
fn is_same(one: &Item, other: &Item, plan: &Plan) -> bool {
    let mut types = Types::default();
    let mut convert = |item: &Item| -> Result<_> {
        Ok(match &item.kind {
            ItemKind::Function(function) => {
                let params = function.ty.params.iter().map(|(name, ty)| {
                    let ty = types.add(plan, *ty)?;
                    Ok((name.clone(), ty))
                });
                let params = params.collect::<Result<Vec<_>>>()?;
                let result = function
                    .ty
                    .result
                    .map(|ty| types.add(plan, ty))
                    .transpose()?;
                (params, result)
            }
            ItemKind::Type(id) => (Vec::new(), Some(types.add(plan, *id)?)),
            ItemKind::Resource(resource) => (Vec::new(), Some(types.resource(plan, *resource)?)),
            ItemKind::Instance(_) => (Vec::new(), None),
        })
    };
    match (convert(one), convert(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The functions among items.
pub fn functions(
    plan: &Plan,
    types: &mut Types,
    items: &[&Item],
    interface: &str,
    names: &mut Names,
) -> Result<Vec<Function>> {
    let functions = items
        .iter()
        .filter_map(|item| Some((&item.name, item.function()?)));
    let functions = functions.map(|(name, function)| {
        let rust = names::take_snake(names, &names::function_name(name));
        let (parameters, result) = signature(plan, types, name, &function.ty)
            .with_context(|| format!("failed to print the function `{name}`"))?;
        let path = match interface {
            "" => vec![name.as_str()],
            interface => vec![interface, name.as_str()],
        };
        Ok(Function {
            name: name.clone(),
            rust,
            parameters,
            result,
            docs: plan.docs.get(&path).map(str::to_string),
        })
    });
    functions.collect()
}

type Signature = (Vec<(String, Ty)>, Option<Ty>);

fn signature(plan: &Plan, types: &mut Types, name: &str, ty: &FunctionType) -> Result<Signature> {
    let count = ty.params.len();
    if count > MAX_PARAMETERS {
        bail!(
            "it has {count} parameters, but Wasmtime's typed functions take up to {MAX_PARAMETERS}: \
             put some of them in a record"
        );
    }
    // The local variables of the code that calls it.
    let mut taken = Names::reserving(&[
        "checked", "function", "future", "get", "host", "params", "result", "store",
    ]);
    let of_resource = names::function_name(name);
    let resource = name
        .strip_prefix("[method]")
        .and_then(|_| of_resource.split('-').next());
    let parameters = ty.params.iter().map(|(name, ty)| {
        let wanted = match (name.as_str(), resource) {
            ("self", Some(resource)) => resource,
            (name, _) => name,
        };
        Ok((names::take_snake(&mut taken, wanted), types.add(plan, *ty)?))
    });
    let parameters = parameters.collect::<Result<_>>()?;
    let result = ty.result.map(|ty| types.add(plan, ty)).transpose()?;
    Ok((parameters, result))
}
