//! Components that pass every value on: an exported function calls the import of the same name with the core values
//! it was given, and returns the core values it gets.
//!
//! Whatever the type, one call lowers an argument, lifts it for the import, lowers the import's result and lifts the
//! export's, and the core module never looks at it.
//!
//! Functions of other names carry memory from one host to another: `put-x` keeps the core values it was given at
//! fixed addresses, `image` returns all memory in use, `restore` replaces memory by such an image, and `drain-x`
//! calls the import `sink-x` with the core values that are kept. What one host lowered, another can so lift. And
//! `same-x`, where nothing is imported, returns the list it was given.

use std::fmt::Write;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::abi::{AbiVariant, WasmSignature, WasmType};
use wit_parser::{
    Function, LiftLowerAbi, ManglingAndAbi, Resolve, ResourceIntrinsic, SizeAlign, TypeDefKind,
    TypeId, WasmExport, WasmExportKind, WasmImport, World, WorldId, WorldItem, WorldKey,
};

const MANGLING: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// A component of the only world of a WIT package, which passes everything on.
pub fn component(wit: &str, encoding: StringEncoding) -> Vec<u8> {
    let (resolve, world) = world(wit);
    encode_world(
        &module(&resolve, &resolve.worlds[world]),
        &resolve,
        world,
        encoding,
    )
}

/// A component of the only world of a WIT package, and of this core module.
#[allow(dead_code, reason = "not every test has a module of its own")]
pub fn encode(module: &str, wit: &str, encoding: StringEncoding) -> Vec<u8> {
    let (resolve, world) = world(wit);
    encode_world(module, &resolve, world, encoding)
}

fn world(wit: &str) -> (Resolve, WorldId) {
    let mut resolve = Resolve {
        all_features: true,
        ..Resolve::default()
    };
    let package = resolve.push_str("echo.wit", wit).expect("the WIT parses");
    let world = resolve
        .select_world(&[package], None)
        .expect("the package has one world");
    (resolve, world)
}

fn encode_world(
    module: &str,
    resolve: &Resolve,
    world: WorldId,
    encoding: StringEncoding,
) -> Vec<u8> {
    let mut module = wat::parse_str(module).expect("the module parses");
    embed_component_metadata(&mut module, resolve, world, encoding, false)
        .expect("the world is embedded");
    let mut encoder = ComponentEncoder::default();
    encoder
        .module(&module)
        .expect("the module fits the world")
        .encode()
        .expect("the component is encoded")
}

/// The core module, as text.
fn module(resolve: &Resolve, world: &World) -> String {
    let mut echo = Echo {
        resolve,
        sizes: SizeAlign::default(),
        imports: String::new(),
        body: String::new(),
        known: Vec::new(),
    };
    echo.sizes.fill(resolve).expect("sizes are known");
    for (key, item) in &world.imports {
        each_function(resolve, key, item, |interface, function| {
            echo.import(interface, function)
        });
        each_resource(resolve, key, item, |interface, ty| {
            echo.intrinsic(
                interface,
                ty,
                ResourceIntrinsic::ImportedDrop,
                "(func (param i32))",
            );
        });
    }
    for (key, item) in &world.exports {
        each_function(resolve, key, item, |interface, function| {
            echo.export(interface, function)
        });
        each_resource(resolve, key, item, |interface, ty| {
            echo.intrinsic(
                interface,
                ty,
                ResourceIntrinsic::ExportedDrop,
                "(func (param i32))",
            );
            echo.intrinsic(
                interface,
                ty,
                ResourceIntrinsic::ExportedNew,
                "(func (param i32) (result i32))",
            );
            echo.intrinsic(
                interface,
                ty,
                ResourceIntrinsic::ExportedRep,
                "(func (param i32) (result i32))",
            );
        });
    }
    format!(
        "(module {}{}{})",
        echo.imports,
        include_str!("allocator.wat"),
        echo.body
    )
}

fn each_function(
    resolve: &Resolve,
    key: &WorldKey,
    item: &WorldItem,
    mut visit: impl FnMut(Option<&WorldKey>, &Function),
) {
    match item {
        WorldItem::Function(function) => visit(None, function),
        WorldItem::Interface { id, .. } => {
            resolve.interfaces[*id]
                .functions
                .values()
                .for_each(|function| visit(Some(key), function));
        }
        WorldItem::Type { .. } => {}
    }
}

fn each_resource(
    resolve: &Resolve,
    key: &WorldKey,
    item: &WorldItem,
    mut visit: impl FnMut(Option<&WorldKey>, TypeId),
) {
    let is_resource = |ty: &TypeId| matches!(resolve.types[*ty].kind, TypeDefKind::Resource);
    match item {
        WorldItem::Function(_) => {}
        WorldItem::Interface { id, .. } => {
            let types = resolve.interfaces[*id].types.values().copied();
            types
                .filter(is_resource)
                .for_each(|ty| visit(Some(key), ty));
        }
        WorldItem::Type { id, .. } => {
            if is_resource(id) {
                visit(None, *id);
            }
        }
    }
}

struct Echo<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    imports: String,
    body: String,
    /// Names of imported functions, whether they take a pointer to their results, and their core parameters.
    known: Vec<(String, bool, Vec<WasmType>)>,
}

impl Echo<'_> {
    fn import(&mut self, interface: Option<&WorldKey>, func: &Function) {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestImport, func);
        let (module, name) = self
            .resolve
            .wasm_import_name(MANGLING, WasmImport::Func { interface, func });
        let ty = function_type(&signature);
        writeln!(
            self.imports,
            "(import {module:?} {name:?} (func $import-{} {ty}))",
            self.known.len()
        )
        .unwrap();
        self.known
            .push((func.name.clone(), signature.retptr, signature.params));
    }

    fn intrinsic(
        &mut self,
        interface: Option<&WorldKey>,
        resource: TypeId,
        intrinsic: ResourceIntrinsic,
        ty: &str,
    ) {
        let import = WasmImport::ResourceIntrinsic {
            interface,
            resource,
            intrinsic,
        };
        let (module, name) = self.resolve.wasm_import_name(MANGLING, import);
        writeln!(self.imports, "(import {module:?} {name:?} {ty})").unwrap();
    }

    fn export(&mut self, interface: Option<&WorldKey>, func: &Function) {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestExport, func);
        let export = |kind| {
            self.resolve.wasm_export_name(
                MANGLING,
                WasmExport::Func {
                    interface,
                    func,
                    kind,
                },
            )
        };
        let name = export(WasmExportKind::Normal);
        let ty = function_type(&signature);
        write!(
            self.body,
            "(func (export {name:?}) {ty} (local $area i32)\n  "
        )
        .unwrap();
        if self.special(func, &signature) {
            return;
        }
        match self
            .known
            .iter()
            .position(|(known, ..)| *known == func.name)
        {
            Some(import) => {
                let indirect = self.known[import].1;
                if indirect {
                    let size = func
                        .result
                        .map_or(0, |ty| self.sizes.size(&ty).size_wasm32());
                    let area =
                        "(local.set $area (call $realloc (i32.const 0) (i32.const 0) (i32.const 8)";
                    write!(self.body, "{area} (i32.const {size})))").unwrap();
                }
                for i in 0..signature.params.len() {
                    write!(self.body, " local.get {i}").unwrap();
                }
                let area = if indirect { " local.get $area" } else { "" };
                writeln!(self.body, "{area} call $import-{import}{area})").unwrap();
            }
            None => writeln!(self.body, "unreachable)").unwrap(),
        }
        if signature.retptr {
            self.post_return(interface, func, &signature);
        }
    }

    /// Writes the rest of a function that carries memory; these have no post-return, and so forget nothing.
    fn special(&mut self, func: &Function, signature: &WasmSignature) -> bool {
        if func.name == "image" {
            self.body.push_str(
                "(i32.store (i32.const 0) (global.get $heap)) (i32.store (i32.const 12) (global.get $heap))
                (i32.const 8))\n",
            );
        } else if func.name.starts_with("same-") && self.known.is_empty() {
            self.body.push_str(
                "(i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))\n",
            );
        } else if func.name == "restore" {
            self.body.push_str(
                "(memory.copy (i32.const 0) (local.get 0) (local.get 1))
                (global.set $heap (i32.load (i32.const 0))))\n",
            );
        } else if func.name.starts_with("put-") {
            for (i, ty) in signature.params.iter().enumerate() {
                let address = 16 + 8 * i;
                write!(
                    self.body,
                    "({}.store (i32.const {address}) (local.get {i}))",
                    core_type(ty)
                )
                .unwrap();
            }
            self.body.push_str(")\n");
        } else if let Some(rest) = func.name.strip_prefix("drain-") {
            let sink = self
                .known
                .iter()
                .position(|(known, ..)| *known == format!("sink-{rest}"));
            let sink = sink.expect("every drain has its sink");
            for (i, ty) in self.known[sink].2.clone().iter().enumerate() {
                write!(
                    self.body,
                    "({}.load (i32.const {}))",
                    core_type(ty),
                    16 + 8 * i
                )
                .unwrap();
            }
            writeln!(self.body, "call $import-{sink})").unwrap();
        } else {
            return false;
        }
        true
    }

    fn post_return(
        &mut self,
        interface: Option<&WorldKey>,
        func: &Function,
        signature: &WasmSignature,
    ) {
        // What a call allocated is not needed once its result is lifted from memory.
        let kind = WasmExportKind::PostReturn;
        let post_return = self.resolve.wasm_export_name(
            MANGLING,
            WasmExport::Func {
                interface,
                func,
                kind,
            },
        );
        let params = function_type(&WasmSignature {
            params: signature.results.clone(),
            results: Vec::new(),
            ..*signature
        });
        writeln!(
            self.body,
            "(func (export {post_return:?}) {params} (call $forget))"
        )
        .unwrap();
    }
}

fn function_type(signature: &WasmSignature) -> String {
    let list = |keyword: &str, types: &[WasmType]| match types {
        [] => String::new(),
        types => {
            let names = types.iter().map(core_type);
            format!("({keyword} {})", names.collect::<Vec<_>>().join(" "))
        }
    };
    format!(
        "{} {}",
        list("param", &signature.params),
        list("result", &signature.results)
    )
}

fn core_type(ty: &WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}
