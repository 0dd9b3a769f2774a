//! What a world asks of a core module: the functions that it imports and exports, as core modules know them.

use crate::error::Wanted;
use crate::preview1::show;
use crate::signature::signature;
use wasmparser::{FuncType, ValType};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{
    Function, FunctionKind, InterfaceId, LiftLowerAbi, ManglingAndAbi, Resolve, TypeDefKind,
    TypeId, WasmExport, WasmExportKind, WasmImport, WorldId, WorldItem, WorldKey,
};

/// A module's world, and which names the module has for it.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// The packages.
    pub resolve: &'w Resolve,
    /// The world.
    pub id: WorldId,
    /// Whether messages write the names of the component model's standard, or the historical ones.
    pub naming: ManglingAndAbi,
    /// Whether the module may have historical names.
    pub takes_legacy: bool,
}

/// A function of a world, and the interface that it is in.
#[derive(Clone, Copy)]
pub struct Item<'w> {
    /// The interface's name in the world; `None` for the world's own functions.
    pub key: Option<&'w WorldKey>,
    /// The function.
    pub function: &'w Function,
    /// Whether the world imports it; otherwise it exports it.
    pub imported: bool,
}

const LEGACY: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

impl<'w> World<'w> {
    /// All functions that the world exports.
    pub fn exports(&self) -> Vec<Item<'w>> {
        self.items(&self.resolve.worlds[self.id].exports, false)
    }

    /// All functions that the world imports.
    pub fn imports(&self) -> Vec<Item<'w>> {
        self.items(&self.resolve.worlds[self.id].imports, true)
    }

    fn items(
        &self,
        entries: impl IntoIterator<Item = (&'w WorldKey, &'w WorldItem)>,
        imported: bool,
    ) -> Vec<Item<'w>> {
        let mut items = Vec::new();
        for (key, item) in entries {
            match item {
                WorldItem::Function(function) => items.push(Item {
                    key: None,
                    function,
                    imported,
                }),
                WorldItem::Interface { id, .. } => {
                    let functions = self.resolve.interfaces[*id].functions.values();
                    items.extend(functions.map(|function| Item {
                        key: Some(key),
                        function,
                        imported,
                    }));
                }
                WorldItem::Type { .. } => {}
            }
        }
        items
    }

    /// The interfaces that the world imports or exports.
    pub fn interfaces(&self, imported: bool) -> Vec<(&'w WorldKey, InterfaceId)> {
        let world = &self.resolve.worlds[self.id];
        let entries = if imported {
            &world.imports
        } else {
            &world.exports
        };
        entries
            .iter()
            .filter_map(|(key, item)| match item {
                WorldItem::Interface { id, .. } => Some((key, *id)),
                WorldItem::Function(_) | WorldItem::Type { .. } => None,
            })
            .collect()
    }

    /// The resources that the world imports by itself.
    pub fn own_resources(&self) -> Vec<&'w str> {
        let imports = &self.resolve.worlds[self.id].imports;
        let resource = |item: &'w WorldItem| match item {
            WorldItem::Type { id, .. } => {
                let ty = &self.resolve.types[*id];
                matches!(ty.kind, TypeDefKind::Resource).then_some(ty.name.as_deref())?
            }
            WorldItem::Function(_) | WorldItem::Interface { .. } => None,
        };
        imports.values().filter_map(resource).collect()
    }

    /// The resources of an interface.
    pub fn resources(&self, interface: InterfaceId) -> Vec<TypeId> {
        let types = self.resolve.interfaces[interface].types.values().copied();
        types
            .filter(|id| matches!(self.resolve.types[*id].kind, TypeDefKind::Resource))
            .collect()
    }

    /// The naming schemes that a module may use.
    pub fn schemes(&self) -> Vec<ManglingAndAbi> {
        match self.takes_legacy {
            true => vec![LEGACY, ManglingAndAbi::Standard32],
            false => vec![ManglingAndAbi::Standard32],
        }
    }
}

impl Item<'_> {
    /// The function as messages show it.
    pub fn wanted(&self, world: &World<'_>) -> Wanted {
        let (module, name) = self.core_name(world, world.naming);
        let abi = match self.imported {
            true => AbiVariant::GuestImport,
            false => AbiVariant::GuestExport,
        };
        Wanted {
            wit: wit(world.resolve, self.function),
            interface: self.key.map(|key| world.resolve.name_world_key(key)),
            module,
            name,
            signature: show(&self.core_type(world, abi)),
        }
    }

    /// Its module, if it is imported, and its name.
    pub fn core_name(&self, world: &World<'_>, scheme: ManglingAndAbi) -> (Option<String>, String) {
        let (interface, func) = (self.key, self.function);
        if self.imported {
            let import = WasmImport::Func { interface, func };
            let (module, name) = world.resolve.wasm_import_name(scheme, import);
            return (Some(module), name);
        }
        let export = WasmExport::Func {
            interface,
            func,
            kind: WasmExportKind::Normal,
        };
        (None, world.resolve.wasm_export_name(scheme, export))
    }

    /// The names under which a module may export it, and how it is lifted then.
    pub fn export_names(&self, world: &World<'_>) -> Vec<(String, AbiVariant)> {
        let mut names = Vec::new();
        for scheme in world.schemes() {
            let name = self.core_name(world, scheme).1;
            if matches!(scheme, ManglingAndAbi::Legacy(_)) {
                names.extend([
                    (format!("[async-lift]{name}"), AbiVariant::GuestExportAsync),
                    (
                        format!("[async-lift-stackful]{name}"),
                        AbiVariant::GuestExportAsyncStackful,
                    ),
                ]);
            }
            names.push((name, AbiVariant::GuestExport));
        }
        names
    }

    /// Its core type, lifted or lowered in this way.
    pub fn core_type(&self, world: &World<'_>, abi: AbiVariant) -> FuncType {
        let signature = world.resolve.wasm_signature(abi, self.function);
        FuncType::new(
            signature.params.iter().map(core),
            signature.results.iter().map(core),
        )
    }
}

fn core(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
    }
}

/// A function's name and type in WIT; one of a resource is named after the resource.
fn wit(resolve: &Resolve, function: &Function) -> String {
    let signature = signature(resolve, function);
    let resource = |id: &TypeId| resolve.types[*id].name.as_deref().unwrap_or_default();
    let name = function.item_name();
    match &function.kind {
        FunctionKind::Freestanding
        | FunctionKind::AsyncFreestanding
        | FunctionKind::Getter
        | FunctionKind::Setter => format!("{name}: {signature}"),
        FunctionKind::Constructor(id) => {
            let parameters = signature.strip_prefix("func").unwrap_or(&signature);
            let parameters = parameters.split(" -> ").next().unwrap_or(parameters);
            format!("{}: constructor{parameters}", resource(id))
        }
        FunctionKind::Static(id) | FunctionKind::AsyncStatic(id) => {
            format!("{}.{name}: static {signature}", resource(id))
        }
        FunctionKind::Method(id)
        | FunctionKind::AsyncMethod(id)
        | FunctionKind::MethodGetter(id)
        | FunctionKind::MethodSetter(id)
        | FunctionKind::StaticGetter(id)
        | FunctionKind::StaticSetter(id) => format!("{}.{name}: {signature}", resource(id)),
    }
}
