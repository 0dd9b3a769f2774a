//! What the canonical ABI asks of a module besides the world's functions: a memory, an allocator, and functions of its own
//! with the right types.

use super::wanted::{Item, World};
use crate::component::module::Module;
use crate::error::WorldProblem;
use crate::preview1::show;
use std::collections::HashSet;
use wasmparser::{FuncType, ValType};
use wit_parser::abi::AbiVariant;
use wit_parser::{ManglingAndAbi, Resolve, Type, TypeDefKind, TypeId, WasmExport, WasmExportKind};

/// Functions of the canonical ABI that the module exports with the wrong type.
pub fn helpers(module: &Module<'_>, world: &World<'_>) -> Vec<WorldProblem> {
    let mut expected = Vec::new();
    let unit = || FuncType::new([], []);
    for scheme in world.schemes() {
        let name = |export| world.resolve.wasm_export_name(scheme, export);
        let realloc = FuncType::new([ValType::I32; 4], [ValType::I32]);
        expected.push((name(WasmExport::Realloc), "which allocates memory", realloc));
        expected.push((
            name(WasmExport::Initialize),
            "which is called before all others",
            unit(),
        ));
        for item in world.exports() {
            let export = WasmExport::Func {
                interface: item.key,
                func: item.function,
                kind: WasmExportKind::PostReturn,
            };
            let function = item.core_type(world, AbiVariant::GuestExport);
            let ty = FuncType::new(function.results().iter().copied(), []);
            expected.push((name(export), "which frees what the function returned", ty));
            if matches!(scheme, ManglingAndAbi::Legacy(_)) {
                let (_, name) = item.core_name(world, scheme);
                let ty = FuncType::new([ValType::I32; 3], [ValType::I32]);
                let callback = format!("[callback][async-lift]{name}");
                expected.push((callback, "which continues the function", ty));
            }
        }
        for (interface, id) in world.interfaces(false) {
            for resource in world.resources(id) {
                let export = WasmExport::ResourceDtor {
                    interface,
                    resource,
                };
                let ty = FuncType::new([ValType::I32], []);
                expected.push((name(export), "the resource's destructor", ty));
            }
        }
    }
    expected
        .into_iter()
        .filter_map(|(name, role, expected)| mistyped(module, name, role, &expected))
        .collect()
}

fn mistyped(
    module: &Module<'_>,
    name: String,
    role: &str,
    expected: &FuncType,
) -> Option<WorldProblem> {
    let found = module.exported_function(&name)?;
    (found != expected).then(|| WorldProblem::WrongHelper {
        name,
        role: role.to_string(),
        expected: show(expected),
        found: format!("`{}`", show(found)),
    })
}

/// The first function that needs a memory or an allocator which the module does not export.
///
/// One is enough: the cure is the same for all others.
pub fn options(module: &Module<'_>, world: &World<'_>) -> Vec<WorldProblem> {
    let standard = world.naming == ManglingAndAbi::Standard32;
    let name = |legacy: &str, name: &str| if standard { name } else { legacy }.to_string();
    let has = |names: &[&str]| names.iter().any(|name| module.export(name).is_some());
    let has_memory = module.exported_memory().is_some();
    let has_realloc = |imported| {
        let own = if imported {
            "cabi_import_realloc"
        } else {
            "cabi_export_realloc"
        };
        has(&[
            "cabi_realloc",
            "cm32p2_realloc",
            "canonical_abi_realloc",
            own,
        ])
    };
    let mut items = world.exports();
    items.extend(used_imports(module, world));
    for item in items {
        let needs = Needs::of(world, &item);
        let function = || item.wanted(world);
        if needs.memory && !has_memory {
            return vec![WorldProblem::NoMemory {
                function: function(),
                hidden: module.has_memory(),
                name: name("memory", "cm32p2_memory"),
            }];
        }
        if needs.realloc && !has_realloc(item.imported) {
            return vec![WorldProblem::NoRealloc {
                function: function(),
                name: name("cabi_realloc", "cm32p2_realloc"),
            }];
        }
    }
    Vec::new()
}

/// The imports of the world that the module has.
fn used_imports<'w>(module: &Module<'_>, world: &World<'w>) -> Vec<Item<'w>> {
    let used = |item: &Item<'w>| {
        world.schemes().into_iter().any(|scheme| {
            let (from, name) = item.core_name(world, scheme);
            let from = from.unwrap_or_default();
            let mut imports = module.imports.iter();
            imports.any(|import| import.module == from && import.name == name)
        })
    };
    world.imports().into_iter().filter(used).collect()
}

/// What a call of the function needs from the module.
struct Needs {
    memory: bool,
    realloc: bool,
}

impl Needs {
    fn of(world: &World<'_>, item: &Item<'_>) -> Needs {
        let (resolve, function) = (world.resolve, item.function);
        let in_memory = |ty: &Type| Contents::new(resolve).has_list(ty);
        let given = function.params.iter().any(|param| in_memory(&param.ty));
        let returned = function.result.as_ref().is_some_and(in_memory);
        let abi = match item.imported {
            true => AbiVariant::GuestImport,
            false => AbiVariant::GuestExport,
        };
        let signature = resolve.wasm_signature(abi, function);
        let indirect = signature.retptr || signature.indirect_params;
        // What comes into the module is put where its allocator says.
        let incoming = if item.imported { returned } else { given };
        Needs {
            memory: given || returned || indirect,
            realloc: incoming || !item.imported && signature.indirect_params,
        }
    }
}

/// Looks for strings and lists in a type. Types can share parts, so each is looked at once.
struct Contents<'r> {
    resolve: &'r Resolve,
    seen: HashSet<TypeId>,
}

impl<'r> Contents<'r> {
    fn new(resolve: &'r Resolve) -> Contents<'r> {
        Contents {
            resolve,
            seen: HashSet::new(),
        }
    }

    fn has_list(&mut self, ty: &Type) -> bool {
        let id = match ty {
            Type::String => return true,
            Type::Id(id) if self.seen.insert(*id) => *id,
            _ => return false,
        };
        let resolve = self.resolve;
        match &resolve.types[id].kind {
            TypeDefKind::List(_) | TypeDefKind::Map(..) => true,
            TypeDefKind::Record(record) => {
                record.fields.iter().any(|field| self.has_list(&field.ty))
            }
            TypeDefKind::Tuple(tuple) => tuple.types.iter().any(|ty| self.has_list(ty)),
            TypeDefKind::Variant(variant) => {
                let types = variant.cases.iter().filter_map(|case| case.ty.as_ref());
                types.into_iter().any(|ty| self.has_list(ty))
            }
            TypeDefKind::Option(ty)
            | TypeDefKind::Type(ty)
            | TypeDefKind::FixedLengthList(ty, _) => self.has_list(ty),
            TypeDefKind::Result(result) => [&result.ok, &result.err]
                .into_iter()
                .flatten()
                .any(|ty| self.has_list(ty)),
            TypeDefKind::Flags(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Resource
            | TypeDefKind::Handle(_)
            | TypeDefKind::Future(_)
            | TypeDefKind::Stream(_)
            | TypeDefKind::Unknown => false,
        }
    }
}
