//! The refusals that a caller of the library can tell apart.
//!
//! Each message says what is wrong, where, and what cures it, in terms of the command line; a program that embeds the
//! library can match the variant and word it anew.

use crate::targets::Misfit;
use std::fmt;
use wasmparser::BinaryReaderError;

/// Why a module was not turned into a component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is neither a WebAssembly binary nor WAT text.
    #[error("expected a core module, in the binary format or as WAT text, but found {found}")]
    NotWasm {
        /// What the first bytes look like.
        found: String,
    },

    /// The input is WAT text with a mistake.
    #[error("failed to parse the module's text: {message}")]
    Text {
        /// The parser's message, with the line and a mark under the place.
        message: String,
    },

    /// The input is a component already.
    #[error("expected a core module but found a component: it is wrapped already, use it as it is")]
    AlreadyComponent,

    /// The core module is cut short, or breaks a rule of the binary format or of validation.
    #[error("the core module is malformed at byte {offset:#x}: {message}{}", in_function(.function))]
    Malformed {
        /// The offset from the start of the module, in bytes.
        offset: u64,
        /// Which rule is broken.
        message: String,
        /// The index of the function whose body has the mistake, if it is in one.
        function: Option<u32>,
    },

    /// The module needs preview1, and no adapter was named.
    #[error(
        "the module imports {} from `wasi_snapshot_preview1`, and no adapter was named for it: {}",
        list(.functions), name_adapter(.misnamed)
    )]
    NoAdapter {
        /// The imported functions.
        functions: Vec<String>,
        /// An adapter that was named for nearly that name.
        misnamed: Option<String>,
    },

    /// The module imports the version of WASI before preview1.
    #[error(
        "the module imports {} from `wasi_unstable`, the WASI of 2019, for which there is no built-in adapter: \
         build it again with a newer toolchain, or name an adapter with `--adapt wasi_unstable=FILE`", list(.functions)
    )]
    WasiUnstable {
        /// The imported functions.
        functions: Vec<String>,
    },

    /// Import modules that neither an adapter nor the module's world provides.
    #[error("nobody provides what the module imports from {}{}", list(.modules), causes(.modules))]
    UnknownImports {
        /// The import modules and what is imported from each.
        modules: Vec<UnknownImport>,
    },

    /// Two adapters were named for one import module.
    #[error("two adapters were named for `{name}`: name one")]
    TwoAdapters {
        /// The import module.
        name: String,
    },

    /// A user's adapter is no adapter.
    #[error("the adapter for `{name}` cannot be used: {message}")]
    BadAdapter {
        /// The import module that it was named for.
        name: String,
        /// What is wrong with it.
        message: String,
    },

    /// A user's adapter does not export what the module imports.
    #[error(
        "the adapter for `{name}` does not export {}, which the module imports: \
         it may be older than the module's toolchain", list(.functions)
    )]
    IncompleteAdapter {
        /// The import module that it was named for.
        name: String,
        /// The functions that it lacks.
        functions: Vec<String>,
    },

    /// The adapter needs the module's memory, and the module has none.
    #[error(
        "the module has no memory, but the adapter for `{adapter}` needs one: \
         define a memory and export it as `memory`"
    )]
    NoMemory {
        /// The import module that the adapter is for.
        adapter: String,
    },

    /// The adapter needs the module's memory, and the module keeps it to itself.
    #[error(
        "the module does not export its memory as `memory`, but the adapter for `{adapter}` needs it: \
         add the export (`--export-memory` for wasm-ld, `(export \"memory\" (memory 0))` in text)"
    )]
    MemoryNotExported {
        /// The import module that the adapter is for.
        adapter: String,
    },

    /// The module's memory has 64-bit addresses, which preview1 cannot pass.
    #[error(
        "the module's memory has 64-bit addresses, but preview1 knows 32-bit ones only: \
         build it for wasm32"
    )]
    Memory64,

    /// The module's memory is shared between threads.
    #[error(
        "the module's memory is shared between threads, which no component can have: \
         build it without threads (`wasm32-wasip1` instead of `wasm32-wasip1-threads`)"
    )]
    SharedMemory,

    /// A command must export `_start`.
    #[error(
        "the module does not export `_start`, so it is no command: \
         wrap it as a reactor (`--adapt wasi_snapshot_preview1=reactor`), or build it as a program"
    )]
    NoStart,

    /// The module exports a `_start` that takes or returns something.
    #[error("expected the export `_start` to be a function of type `() -> ()` but found {found}")]
    WrongStart {
        /// The type, or the kind of thing that it is.
        found: String,
    },

    /// The module imports a preview1 function with another type than preview1 says.
    #[error(
        "expected the import `{function}` from `wasi_snapshot_preview1` to be a function of type `{expected}` \
         but found {found}: build the module against an unmodified libc"
    )]
    WrongSignature {
        /// The function's name.
        function: String,
        /// Its type in preview1.
        expected: String,
        /// The type in the module.
        found: String,
    },

    /// The module imports a name that preview1 does not have.
    #[error("preview1 has no function `{function}`{}", did_you_mean(.similar))]
    UnknownFunction {
        /// The name.
        function: String,
        /// A preview1 function with nearly that name.
        similar: Option<String>,
    },

    /// A component does not fit a world.
    #[error(transparent)]
    Misfit(Misfit),

    /// Any other failure.
    #[error(transparent)]
    Other(Failure),
}

/// A failure that no variant of [`Error`] stands for.
///
/// The message says what was being done, and the errors that [`source`](std::error::Error::source) leads to say why;
/// `{:#}` prints them all in one line.
pub struct Failure(anyhow::Error);

impl Failure {
    /// Says what was being done when this failed.
    pub(crate) fn context(self, what: &'static str) -> Failure {
        Failure(self.0.context(what))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl Error {
    pub(crate) fn malformed(offset: usize, message: &str) -> Error {
        Error::Malformed {
            offset: offset as u64,
            message: message.to_string(),
            function: None,
        }
    }

    /// A mistake that wasmparser found in what the user gave.
    pub(crate) fn read(error: &BinaryReaderError) -> Error {
        Error::Malformed {
            offset: error.offset(),
            message: error.message().to_string(),
            function: None,
        }
    }

    /// The error that a caller can match, if one was raised, and otherwise a failure with its causes.
    pub(crate) fn from_any(error: anyhow::Error) -> Error {
        // With a context around it, a downcast would drop what was being done.
        let outermost = error.chain().next();
        if !outermost.is_some_and(|outermost| outermost.is::<Error>()) {
            return Error::Other(Failure(error));
        }
        error
            .downcast()
            .unwrap_or_else(|error| Error::Other(Failure(error)))
    }
}

/// An import module that nobody provides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownImport {
    /// The module name.
    pub module: String,
    /// What is imported from it.
    pub names: Vec<String>,
}

impl fmt::Display for UnknownImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` (", self.module)?;
        write_list(f, &self.names)?;
        write!(f, ")")
    }
}

/// How many names a message lists before it counts the rest.
const LISTED: usize = 8;

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (i, item) in items.iter().take(LISTED).enumerate() {
        if i > 0 {
            write!(f, ", ")?;
        }
        write!(f, "{item}")?;
    }
    match items.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

/// Names in backticks, or items that bring their own.
pub(crate) trait Listed {
    fn show(&self) -> String;
}

impl Listed for String {
    fn show(&self) -> String {
        format!("`{self}`")
    }
}

impl Listed for UnknownImport {
    fn show(&self) -> String {
        self.to_string()
    }
}

pub(crate) fn list<T: Listed>(items: &[T]) -> String {
    struct Items(Vec<String>);
    impl fmt::Display for Items {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_list(f, &self.0)
        }
    }
    Items(items.iter().map(Listed::show).collect()).to_string()
}

fn in_function(function: &Option<u32>) -> String {
    function.map_or_else(String::new, |index| {
        format!(" (in the body of function {index})")
    })
}

fn name_adapter(misnamed: &Option<String>) -> String {
    match misnamed {
        Some(name) => format!(
            "there is one for `{name}`, so write `--adapt wasi_snapshot_preview1=FILE` with underscores"
        ),
        None => "add `--adapt wasi_snapshot_preview1` for the built-in one".to_string(),
    }
}

fn did_you_mean(similar: &Option<String>) -> String {
    match similar {
        Some(name) => format!("; the nearest name is `{name}`"),
        None => {
            "; nothing but its functions can be imported from `wasi_snapshot_preview1`, so give the import another module"
                .to_string()
        }
            .to_string(),
    }
}

/// The usual cause for each import module whose name tells one.
fn causes(modules: &[UnknownImport]) -> String {
    modules
        .iter()
        .filter_map(|import| cause(import).map(|cause| (import, cause)))
        .map(|(import, cause)| format!("\n    `{}`: {cause}", import.module))
        .collect()
}

fn cause(import: &UnknownImport) -> Option<&'static str> {
    let dynamic = |name: &String| {
        matches!(
            name.as_str(),
            "__memory_base" | "__table_base" | "__stack_pointer" | "__indirect_function_table"
        )
    };
    let module = import.module.as_str();
    Some(match module {
        "env" | "GOT.func" | "GOT.mem" if module != "env" || import.names.iter().any(dynamic) => {
            "the module is a dynamic library; link it, with those that it needs, by `componentize link`"
        }
        "env" => {
            "usually a function that a C or C++ program declares and nothing defines (link the library that has it), \
             or a module made by emscripten or without wasi-libc (build it with the WASI SDK)"
        }
        "wasi-snapshot-preview1" => {
            "the name is written with underscores, `wasi_snapshot_preview1`; build the module again with that name"
        }
        "wasi" => {
            "a module built for wasi-threads cannot be a component; build it for `wasm32-wasip1`"
        }
        "wbg" | "__wbindgen_placeholder__" | "__wbindgen_externref_xform__" => {
            "the module was built for a web page by wasm-bindgen; build it for `wasm32-wasip1` without wasm-bindgen"
        }
        "gojs" | "go" => "the module was built for a web page by Go; build it with `GOOS=wasip1`",
        "a" => "usually a module made by emscripten; build it with the WASI SDK",
        _ if module.contains(':') => {
            "the name is a WIT interface, so the module's world is missing or lacks it; embed one with \
             `componentize embed`"
        }
        _ => return None,
    })
}
