//! What an adapter imports and exports.

use anyhow::Result;
use wasmparser::{ExternalKind, MemoryType, Parser, Payload, TypeRef};

/// The function that traps, by its module and its name.
const TRAP: (&str, &str) = ("runtime", "trap");

/// The module from which adapters import may-leave.
const FLAGS: &str = "flags";

/// The modules from which adapters import the functions that they call while may-leave is false.
pub const NESTED: [&str; 2] = ["realloc", "post_return"];

/// What an adapter imports and exports.
#[derive(Default)]
pub struct Interface<'a> {
    /// Types of imported functions and their names.
    pub functions: Vec<(u32, &'a str, &'a str)>,
    /// Types of its own functions.
    pub own: Vec<u32>,
    /// Names of imported globals.
    pub globals: Vec<(&'a str, &'a str)>,
    pub memories: Vec<MemoryType>,
    /// Its exported functions.
    pub exports: Vec<(&'a str, u32)>,
}

impl<'a> Interface<'a> {
    pub fn read(module: &'a [u8]) -> Result<Interface<'a>> {
        let mut interface = Interface::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(ty) => {
                                let function = (ty, import.module, import.name);
                                interface.functions.push(function);
                            }
                            TypeRef::Global(_) => {
                                interface.globals.push((import.module, import.name));
                            }
                            TypeRef::Memory(memory) => interface.memories.push(memory),
                            _ => {}
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    interface.own = types.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            interface.exports.push((export.name, export.index));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(interface)
    }

    /// The name of a flag, if the global is one: may-leave of an instance.
    pub fn flag(&self, global: u32) -> Option<&str> {
        let (module, name) = self.globals.get(global as usize)?;
        (*module == FLAGS).then_some(*name)
    }

    /// The function that traps.
    pub fn trap(&self) -> Option<u32> {
        let mut functions = self.functions.iter();
        let position = functions.position(|(_, module, name)| (*module, *name) == TRAP);
        position.map(|position| position as u32)
    }

    /// The number of functions.
    pub fn count(&self) -> u32 {
        (self.functions.len() + self.own.len()) as u32
    }
}
