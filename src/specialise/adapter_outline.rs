//! What wit-component sees of the adapter: its imports, its exports and its world, and no instruction.
//!
//! wit-component must know what the adapter imports, so that the component imports it, and what it exports. Its
//! wiring is then replaced (`plan`, `rewire`), and the adapter's code is put in.
//!
//! ```wat
//! (module                                           (module
//!   (import "wasi:io/streams@0.2.12" …)               (import "wasi:io/streams@0.2.12" …)
//!   (import "on-guest-memory:wasi:filesystem/types@0.2.12" "[method]descriptor.write" …)
//!                                                     (import "wasi:filesystem/types@0.2.12" "[method]descriptor.write" …)
//!   (memory $private (export "private-memory") 2) =>  (memory (export "private-memory") 2)
//!   (func (export "fd_write") …)                      (func (export "fd_write") unreachable)
//!   (func $helper …))                                 )
//! ```

use super::guest_memory::set_page_size;
use crate::draft::{Draft, Kind};
use crate::preview1::names::PRIVATE_MEMORY;
use crate::preview1::on_guest_memory;
use anyhow::{Result, bail, ensure};
use std::collections::BTreeSet;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    MemorySection, MemoryType, TypeSection,
};
use wasmparser::{FuncType, ValType};

/// Makes the outline of a specialised adapter, without its world.
pub fn adapter_outline(adapter: &Draft, memory_page_size_log2: u32) -> Result<Vec<u8>> {
    let mut sections = Sections::default();
    sections.imports(adapter, memory_page_size_log2)?;
    sections.exports(adapter)?;
    let mut module = wasm_encoder::Module::new();
    module
        .section(&sections.types)
        .section(&sections.imports)
        .section(&sections.functions)
        .section(&sections.memories)
        .section(&sections.exports)
        .section(&sections.code);
    Ok(module.finish())
}

#[derive(Default)]
struct Sections {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    memories: MemorySection,
    exports: ExportSection,
    code: CodeSection,
    /// How many functions and memories there are, and how many of them are imported.
    all_functions: u32,
    all_memories: u32,
}

impl Sections {
    fn imports(&mut self, adapter: &Draft, page_size_log2: u32) -> Result<()> {
        let mut seen = BTreeSet::new();
        for import in adapter.imports.iter() {
            let (module, _) = on_guest_memory(&import.module);
            if !seen.insert((module, import.name.as_str())) {
                continue;
            }
            let ty = match import.kind {
                Kind::Memory => {
                    self.all_memories += 1;
                    let mut memory = adapter.memories[import.index as usize];
                    set_page_size(&mut memory, page_size_log2);
                    EntityType::Memory(RoundtripReencoder.memory_type(memory)?)
                }
                Kind::Function => {
                    self.all_functions += 1;
                    EntityType::Function(self.function_type(adapter.type_of(import.index)?)?)
                }
                _ => bail!(
                    "the adapter imports `{}`, neither a function nor a memory",
                    import.name
                ),
            };
            self.imports.import(module, &import.name, ty);
        }
        Ok(())
    }

    fn exports(&mut self, adapter: &Draft) -> Result<()> {
        for export in &adapter.exports {
            match export.kind {
                Kind::Function => {
                    let ty = self.function_type(adapter.type_of(export.index)?)?;
                    self.functions.function(ty);
                    let mut body = Function::new([]);
                    body.instructions().unreachable().end();
                    self.code.function(&body);
                    self.exports
                        .export(&export.name, ExportKind::Func, self.all_functions);
                    self.all_functions += 1;
                }
                Kind::Memory if export.name == PRIVATE_MEMORY => {
                    self.memories.memory(MemoryType {
                        minimum: 0,
                        maximum: None,
                        memory64: false,
                        shared: false,
                        page_size_log2: None,
                    });
                    self.exports
                        .export(PRIVATE_MEMORY, ExportKind::Memory, self.all_memories);
                    self.all_memories += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Only numbers pass between the adapter and the component.
    fn function_type(&mut self, ty: &FuncType) -> Result<u32> {
        let is_number = |ty: &ValType| {
            use ValType::{F32, F64, I32, I64};
            matches!(ty, I32 | I64 | F32 | F64)
        };
        ensure!(
            ty.params().iter().chain(ty.results()).all(is_number),
            "the adapter passes {ty}, expected numbers"
        );
        let index = self.types.len();
        let ty = RoundtripReencoder.func_type(ty.clone())?;
        self.types.ty().func_type(&ty);
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_imports_and_exports_and_no_code() {
        let adapter = wat::parse_str(
            r#"(module
                (import "env" "memory" (memory 0))
                (import "a" "f" (func $f (param i32)))
                (import "on-guest-memory:a" "f" (func $g (param i32)))
                (import "on-guest-memory:a" "h" (func $h))
                (memory (export "private-memory") 2)
                (func $helper (call $f (i32.const 1)))
                (func (export "fd_write") (result i64) (call $helper) (i64.const 1)))"#,
        )
        .unwrap();
        let adapter = Draft::read(&adapter, false).unwrap();
        let outline = wasmprinter::print_bytes(adapter_outline(&adapter, 16).unwrap()).unwrap();
        let expected = wasmprinter::print_bytes(
            wat::parse_str(
                r#"(module
                    (type (func (param i32)))
                    (type (func))
                    (type (func (result i64)))
                    (import "env" "memory" (memory 0))
                    (import "a" "f" (func (type 0)))
                    (import "a" "h" (func (type 1)))
                    (func (type 2) unreachable)
                    (memory 0)
                    (export "private-memory" (memory 1))
                    (export "fd_write" (func 2)))"#,
            )
            .unwrap(),
        )
        .unwrap();
        assert_eq!(outline, expected);
    }
}
