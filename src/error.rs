//! The refusals that a caller of the library can tell apart.
//!
//! Each message says what is wrong, where, and what to change in the module, its text or its world. What to change in the
//! call of the library is not said: a program knows its own options, as the command line does (`cli/cures.rs`), and can
//! match the variant.

mod conversion;
mod failure;
mod imports;
mod input;
pub(crate) mod list;
pub(crate) mod misfit;
mod words;
mod world;

pub use failure::Failure;
pub use imports::{ImportCause, UnknownImport};
pub use input::{Expected, Found, Place};
pub use misfit::{Difference, DifferenceKind, Misfit};
pub use world::{Near, NearKind, Wanted, WorldProblem};

use imports::causes;
use list::{list, names_or_nothing};

use words::{
    also_there, at_byte, did_you_mean, did_you_mean_world, in_function, nearly_named, needs, shown,
    with_cure,
};
use world::{all_problems, also_embedded};

/// Why a module was not turned into a component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is neither a WebAssembly binary nor WAT text.
    #[error("expected {expected} but found {found}")]
    NotWasm {
        /// What it should have been.
        expected: Expected,
        /// What the first bytes look like.
        found: Found,
    },

    /// The input is WAT text with a mistake.
    #[error("failed to parse the text format: {message}{place}")]
    Text {
        /// The parser's message.
        message: String,
        /// Where the mistake is.
        place: Place,
    },

    /// The input is a component already.
    #[error("expected a core module but found a component: it is wrapped already, use it as it is")]
    AlreadyComponent,

    /// The input is a core module where a component belongs.
    #[error("expected a component but found a core module: wrap it first")]
    NotComponent,

    /// The module is what a compiler makes of one source file, before it is linked.
    #[error(
        "the module is a relocatable object (it has a custom section `linking`), which a compiler makes of one source file: \
         link it first (`clang` without `-c`, or `wasm-ld`)"
    )]
    Relocatable,

    /// A program or library that is linked already, where a dynamic library belongs.
    #[error(
        "the module is not a dynamic library (it has no custom section `dylink.0`), but a {}: \
         wrap it by itself, or build it as a dynamic library (`-shared -fPIC`)",
        if *.program { "program that is linked already" } else { "module that is complete already" }
    )]
    NotDynamic {
        /// Whether it exports `_start`.
        program: bool,
    },

    /// The core module is cut short, or breaks a rule of the binary format or of validation.
    #[error("the core module is malformed{}: {message}{}{}", at_byte(*.offset, .place), in_function(*.function, .name), shown(.place.as_deref()))]
    Malformed {
        /// The offset from the start of the module in the binary format, in bytes.
        offset: u64,
        /// Which rule is broken.
        message: String,
        /// The index of the function whose body has the mistake, if it is in one.
        function: Option<u32>,
        /// What the module's text, its `name` section or its export calls that function.
        name: Option<String>,
        /// Where the mistake is in the module's text, if it was given as text.
        place: Option<Box<Place>>,
    },

    /// The module needs preview1, and no adapter was named.
    #[error(
        "the module imports {} from `wasi_snapshot_preview1`, and no adapter was named for it{}",
        list(.functions), nearly_named(.misnamed)
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
         build it again with a newer toolchain, or give an adapter for it", list(.functions)
    )]
    WasiUnstable {
        /// The imported functions.
        functions: Vec<String>,
    },

    /// Import modules that neither an adapter nor the module's world provides.
    #[error("nothing provides what the module imports from {}{}", list(.modules), causes(.modules))]
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

    /// A user's adapter is not an adapter.
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

    /// The module's own world exports what the adapter of a command exports as well.
    #[error(
        "the module exports `{interface}` itself, so it cannot be wrapped as a command, whose adapter exports \
         `wasi:cli/run`: wrap it as a reactor, which leaves `_start` to the module, or take the export out of its world"
    )]
    OwnRun {
        /// The interface that the world exports, with its version.
        interface: String,
    },

    /// A function that other modules of the component import has a type that they cannot name.
    #[error(
        "{function} has a type that is open to subtypes, has a supertype or is defined together with others, so the \
         adapter cannot import it: give the function a type of its own, as `(func)` does"
    )]
    OwnType {
        /// Which one: an export, in backticks, or the start function.
        function: String,
    },

    /// A command must export `_start`.
    #[error(
        "the module does not export `_start`, so it is not a command: wrap it as a reactor, or build it as a program"
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

    /// The module does not do what the world says that it implements.
    #[error(
        "the module does not implement {}{}{}",
        if .world.is_empty() { "its world".to_string() } else { format!("the world `{}`", .world) },
        all_problems(.problems), also_embedded(.embedded)
    )]
    WorldMismatch {
        /// The world's name.
        world: String,
        /// What does not fit; never empty.
        problems: Vec<WorldProblem>,
        /// The worlds that are embedded in the module, if there are several: it must implement all of them.
        embedded: Vec<String>,
    },

    /// Two libraries have one name.
    #[error("two libraries are called `{name}`: give one of them another name")]
    DuplicateLibrary {
        /// The name.
        name: String,
    },

    /// Libraries need others that were not given.
    #[error("libraries are missing:{}", needs(.missing))]
    MissingLibraries {
        /// Each library, and what it needs that is not there.
        missing: Vec<(String, String)>,
    },

    /// Libraries need symbols that none of them has.
    #[error("symbols are missing; add the library that has them:{}", needs(.missing))]
    MissingSymbols {
        /// Each library, and the symbol that it needs.
        missing: Vec<(String, String)>,
    },

    /// The main module that is made for libraries has historical names, which the built-in adapter then has, too.
    #[error(
        "the main module that is made for libraries has historical names itself, so those cannot be rejected where the \
         built-in adapter is used"
    )]
    LegacyNamesNeeded,

    /// A world of a component was named, which has one only.
    #[error("the input is a component, which has one world only, so none can be named")]
    OneWorld,

    /// A type of the world's own would become an export.
    #[error(
        "the world has the type `{name}` itself, outside of an interface, and no world exports a type: define `{name}` in an \
         interface that the world imports"
    )]
    WorldType {
        /// The type.
        name: String,
    },

    /// A component's imports were merged when it was made.
    #[error("the input is a component: its imports were merged when it was made")]
    MergedAlready,

    /// Only the standard's names are taken, and the module exports its memory under the historical one.
    #[error(
        "the module exports its memory under the historical name `memory`, but only the standard's name is taken: \
         export it as `cm32p2_memory`"
    )]
    HistoricalMemory,

    /// A core module or a component stands where WIT belongs.
    #[error("expected a WIT package, a directory or a file of it, but `{path}` is {found}")]
    NotWit {
        /// The file.
        path: String,
        /// What it is.
        found: String,
    },

    /// There is no file or directory of WIT.
    #[error("there is no file or directory `{path}`{}", also_there(.others))]
    NoWitFile {
        /// What was named.
        path: String,
        /// The WIT files next to where it should be.
        others: Vec<String>,
    },

    /// The core module has no world.
    #[error(
        "the core module has no WIT: it has no custom section whose name starts with `component-type`; embed a world in it, \
         or give the component that was made from it"
    )]
    NoWit,

    /// The package has several worlds, and none was named.
    #[error("the package `{package}` has several worlds, {}: name one", list(.worlds))]
    SeveralWorlds {
        /// The package.
        package: String,
        /// Its worlds.
        worlds: Vec<String>,
    },

    /// The package does not have the world that was named.
    #[error(
        "the package `{package}` has no world `{world}`{}; its worlds are {}",
        did_you_mean_world(.similar), names_or_nothing(.worlds)
    )]
    NoSuchWorld {
        /// The package.
        package: String,
        /// The name that was given.
        world: String,
        /// A world with nearly that name.
        similar: Option<String>,
        /// The package's worlds.
        worlds: Vec<String>,
    },

    /// WIT text with a mistake, or a package that cannot be resolved.
    #[error("{message}{}{}", shown(.place.as_ref()), with_cure(.cure))]
    Wit {
        /// What is wrong.
        message: String,
        /// Where, if it is at one place.
        place: Option<Place>,
        /// What to change in the text or in the directory.
        cure: Option<String>,
    },

    /// A dependency failed an assertion of its own. The input is unusual rather than wrong, and this is worth a report.
    #[error(
        "internal error while {doing}: {message}; the input is unusual rather than wrong, please report it"
    )]
    Internal {
        /// What was being done.
        doing: String,
        /// The assertion's message.
        message: String,
    },

    /// A component does not fit a world.
    #[error(transparent)]
    Misfit(Misfit),

    /// Any other failure.
    #[error(transparent)]
    Other(Failure),
}
