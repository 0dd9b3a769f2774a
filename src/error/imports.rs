//! Import modules that nothing provides, and the usual causes.

use super::list::{Listed, list};
use std::fmt;

/// An import module that nothing provides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownImport {
    /// The module name.
    pub module: String,
    /// What is imported from it.
    pub names: Vec<String>,
    /// Why it is probably there.
    pub cause: Option<ImportCause>,
}

/// The usual cause of an import that nothing provides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportCause {
    /// The module is a dynamic library.
    DynamicLibrary,
    /// The world has functions of these names, which are imported from `$root`.
    InRoot(Vec<String>),
    /// AssemblyScript calls it when an assertion fails.
    AssemblyScriptAbort,
    /// A function that is declared and not defined in the program.
    Undefined,
    /// The adapter's name with dashes.
    Dashes,
    /// WASI threads.
    Threads,
    /// A module for web pages, by wasm-bindgen.
    WasmBindgen,
    /// A module for web pages, by Go.
    GoForBrowsers,
    /// A module for web pages, by emscripten.
    Emscripten,
    /// The name is that of a WIT interface. The names of the interfaces that the world imports.
    NotInWorld(Vec<String>),
}

impl fmt::Display for ImportCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ImportCause::DynamicLibrary => {
                "the module is a dynamic library: link it with the libraries that it needs"
            }
            ImportCause::InRoot(names) => {
                return write!(
                    f,
                    "the world imports {}: a function of the world itself is imported from `$root`, so change the import's \
                     module to that",
                    list(names)
                );
            }
            ImportCause::AssemblyScriptAbort => {
                "AssemblyScript calls `abort` when an assertion fails: compile with `--use abort=` and without it, or with \
                 `@assemblyscript/wasi-shim`"
            }
            ImportCause::Undefined => {
                "usually a function that a C or C++ program declares and nothing defines (link the library that has it), \
                 or a module made by emscripten or without wasi-libc (build it with the WASI SDK)"
            }
            ImportCause::Dashes => {
                "the name is written with underscores, `wasi_snapshot_preview1`; build the module again with that name"
            }
            ImportCause::Threads => {
                "a module built for wasi-threads cannot be a component; build it for `wasm32-wasip1`"
            }
            ImportCause::WasmBindgen => {
                "the module was built for a web page by wasm-bindgen; build it for `wasm32-wasip1` without wasm-bindgen"
            }
            ImportCause::GoForBrowsers => {
                "the module was built for a web page by Go; build it with `GOOS=wasip1`"
            }
            ImportCause::Emscripten => {
                "usually a module made by emscripten; build it with the WASI SDK"
            }
            ImportCause::NotInWorld(interfaces) => {
                return match interfaces.as_slice() {
                    [] => f.write_str(
                        "the name is a WIT interface, but the module has no world that imports any: embed its world first",
                    ),
                    known => write!(
                        f,
                        "the name is a WIT interface that the module's world does not import; it imports {}",
                        list(known)
                    ),
                };
            }
        })
    }
}

impl Listed for UnknownImport {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for UnknownImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({})", self.module, list(&self.names))
    }
}

/// The causes, one on a line.
pub(super) fn causes(modules: &[UnknownImport]) -> String {
    modules
        .iter()
        .filter_map(|import| {
            let cause = import.cause.as_ref()?;
            Some(format!("\n    `{}`: {cause}", import.module))
        })
        .collect()
}
