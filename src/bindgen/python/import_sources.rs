//! Where imported functions and classes come from: what a program gives, a module that `--map` names, or WASI.

use super::generator::Generator;
use super::module::Module;
use super::names::{class_case, quoted, snake_case};
use super::options::Options;
use super::wasi::implementation;
use crate::bindgen::names::{interface_name, without_version};
use crate::bindgen::plan::surface::{FunctionKind, function_kind};
use crate::bindgen::plan::{ImportId, ImportPath, Item, ItemKind, Plan, Trampoline};
use anyhow::bail;
use std::collections::BTreeSet;

/// An import that a program must provide, with the functions of it that the component calls.
pub struct UsedImport<'a> {
    pub id: ImportId,
    pub item: &'a Item,
    /// Paths to the functions, without the import.
    pub functions: Vec<&'a [String]>,
}

/// The imports of which the component calls something. Functions of a resource that the world imports by itself belong to that
/// resource.
pub fn used_imports(plan: &Plan) -> Vec<UsedImport<'_>> {
    let mut used: Vec<UsedImport> = Vec::new();
    for trampoline in &plan.trampolines {
        let Trampoline::LowerImport { import, .. } = trampoline else {
            continue;
        };
        let id = plan.imported(import).import;
        let own = match import.names.as_slice() {
            [] => std::slice::from_ref(&plan.imports[import.import].name),
            names => names,
        };
        match used.iter_mut().find(|known| known.id == id) {
            Some(known) => known.functions.push(own),
            None => used.push(UsedImport {
                id,
                item: &plan.imports[id],
                functions: vec![own],
            }),
        }
    }
    used.sort_by_key(|import| import.id);
    used
}

/// Refuses `wasi:http`, which no file of the package implements, unless the user maps it to a module.
pub fn refuse_http(plan: &Plan, options: &Options) -> anyhow::Result<()> {
    for import in used_imports(plan) {
        let interface = import.item.interface();
        let missing = interface.starts_with("wasi:http/") && implementation(interface).is_none();
        if missing && options.wasi && options.target_of(import.item).is_none() {
            bail!(
                "the component imports `{interface}`, which packages for Python do not implement: take it from a module of \
                 your own (`--map wasi:http/*=MODULE`), or give all of WASI in the program (`--no-wasi`)"
            );
        }
    }
    Ok(())
}

impl UsedImport<'_> {
    /// The names of the members that the component calls; methods belong to objects.
    fn members(&self) -> BTreeSet<String> {
        let names = self.functions.iter().filter_map(|path| match path {
            [function] => match function_kind(function) {
                (FunctionKind::Free, name) => Some(snake_case(name)),
                (FunctionKind::Constructor(class) | FunctionKind::Static(class), _) => {
                    Some(class_case(class))
                }
                (FunctionKind::Method(_), _) => None,
            },
            _ => None,
        });
        match self.item.kind {
            ItemKind::Instance(_) => names.collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Whether the import is a function or a class, which is called itself, and not an instance.
    fn is_callable(&self) -> bool {
        !matches!(self.item.kind, ItemKind::Instance(_))
    }
}

impl Generator<'_> {
    /// An expression for what a program gives for an import.
    pub fn find_import(&mut self, module: &mut Module, import: &UsedImport) -> String {
        let item = import.item;
        let interface = item.interface();
        let names: Vec<_> = item.other_names().into_iter().map(quoted).collect();
        let track = item.version_track();
        let track = track.map_or("None".to_string(), |track| quoted(&track));
        let members: Vec<_> = match import.is_callable() {
            true => vec!["'__call__'".to_string()],
            false => import.members().iter().map(|name| quoted(name)).collect(),
        };
        let wasi = match self.wasi_file(interface) {
            Some(_) => format!("wasi.interface({})", quoted(without_version(interface))),
            None => "None".to_string(),
        };
        let default = match self.options.target_of(item) {
            Some((target, name)) => {
                let load = module.runtime(&mut self.runtime, "load_import");
                format!("lambda: {load}({}, {})", quoted(&target), quoted(&name))
            }
            None if wasi == "None" => wasi,
            None => format!("lambda: {wasi}"),
        };
        let find = module.runtime(&mut self.runtime, "find_import");
        format!(
            "{find}(imports, {}, {}, {track}, {}, {default}, {})",
            quoted(&item.name),
            literal_list(&names),
            literal_list(&members),
            if item.implements.is_some() {
                "True"
            } else {
                "False"
            }
        )
    }

    /// What a lowered import calls; Python's `None` for a method, which is a member of its object.
    pub fn import_target(&mut self, _module: &mut Module, path: &ImportPath) -> String {
        let plan = self.plan;
        let imported = plan.imported(path);
        let mut object = format!("import{}", imported.import);
        for instance in imported.instances.unwrap_or_default() {
            object = format!("{object}.{}", snake_case(interface_name(instance)));
        }
        let alone = imported.instances.is_none();
        match function_kind(imported.item) {
            (FunctionKind::Method(_), _) => "None".to_string(),
            (FunctionKind::Free, _) if alone => object,
            (FunctionKind::Free, name) => format!("{object}.{}", snake_case(name)),
            (FunctionKind::Constructor(_), _) if alone => object,
            (FunctionKind::Constructor(class), _) => format!("{object}.{}", class_case(class)),
            (FunctionKind::Static(_), name) if alone => format!("{object}.{}", snake_case(name)),
            (FunctionKind::Static(class), name) => {
                format!("{object}.{}.{}", class_case(class), snake_case(name))
            }
        }
    }
}

/// Items between brackets.
fn literal_list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}
