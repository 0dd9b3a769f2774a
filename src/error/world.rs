//! How a module differs from the world that it should implement.

use super::list::{lines, list};
use std::fmt;

/// A function that a world has, in WIT and as core modules know it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wanted {
    /// Its name and type in WIT, such as `greet: func(name: string)`.
    pub wit: String,
    /// The interface that it is in, if it is not the world's own.
    pub interface: Option<String>,
    /// The module that it is imported from; `None` for an export.
    pub module: Option<String>,
    /// Its name as a core import or export.
    pub name: String,
    /// Its core type.
    pub signature: String,
}

/// An export of the module with nearly the name of a missing one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Near {
    /// The core export's name.
    pub name: String,
    /// How it differs.
    pub kind: NearKind,
}

/// How two names differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NearKind {
    /// In upper and lower case, dashes and underscores.
    Spelling,
    /// The function is there without its interface.
    NoInterface,
    /// In a few letters.
    Letters,
}

/// One thing that keeps a module from implementing its world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorldProblem {
    /// The world exports a function that the module does not.
    MissingExport {
        /// The function.
        wanted: Wanted,
        /// What is probably meant for it.
        near: Option<Near>,
        /// Exported functions that the world does not use; the first of many.
        exports: Vec<String>,
    },
    /// The module has something of the right name and the wrong type.
    WrongType {
        /// The function.
        wanted: Wanted,
        /// The type of what the module has.
        found: String,
    },
    /// The module imports a function that the world's interface, or the world itself, does not have.
    UnknownFunction {
        /// The import's module.
        module: String,
        /// The import's name.
        name: String,
        /// A function with nearly that name.
        near: Option<Wanted>,
        /// Functions that can be imported from there; the first of many.
        functions: Vec<String>,
    },
    /// The module imports or exports an interface in a version that the world does not have.
    OtherVersion {
        /// Whether it is imported; otherwise it is exported.
        imported: bool,
        /// The interface, as the module has it.
        module: String,
        /// The functions of it.
        names: Vec<String>,
        /// The interface, as the world has it.
        wanted: String,
    },
    /// The module imports an interface with nearly the name of one of the world's.
    OtherInterface {
        /// The import's module.
        module: String,
        /// What is imported from it.
        names: Vec<String>,
        /// The interface that the world imports.
        near: String,
    },
    /// A realloc, destructor, post-return or another function of the canonical ABI has the wrong type.
    WrongHelper {
        /// The export.
        name: String,
        /// What it is for.
        role: String,
        /// The type that it must have.
        expected: String,
        /// The type that it has.
        found: String,
    },
    /// A function passes values in memory, and the module has or exports no memory.
    NoMemory {
        /// The function.
        function: Wanted,
        /// Whether the module has a memory that it does not export.
        hidden: bool,
        /// The name to export it under.
        name: String,
    },
    /// A function needs the module to allocate memory for what it is given.
    NoRealloc {
        /// The function.
        function: Wanted,
        /// The name to export the allocator under.
        name: String,
    },
    /// An asynchronous export has no callback.
    NoCallback {
        /// The export.
        name: String,
    },
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.module.is_some() {
            "import "
        } else {
            "export "
        })?;
        match &self.interface {
            Some(interface) => write!(f, "`{interface}`, `{}`", self.wit),
            None => write!(f, "`{}`", self.wit),
        }
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.kind {
            NearKind::Spelling => write!(f, "it exports `{name}`: rename it"),
            NearKind::Letters => write!(f, "the nearest export is `{name}`"),
            NearKind::NoInterface => {
                write!(f, "it exports `{name}` without the interface: rename it")
            }
        }
    }
}

/// What two versions of one interface mean.
fn versions(found: &str, wanted: &str) -> String {
    let version = |name: &str| match name.split_once('@') {
        Some((_, version)) => format!("version {version}"),
        None => "no version".to_string(),
    };
    format!(
        "the module was built with a WIT that has {}, and the WIT here has {}: build it again with this WIT, or give the WIT \
         that it was built with",
        version(found),
        version(wanted)
    )
}

impl fmt::Display for WorldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorldProblem::MissingExport {
                wanted,
                near,
                exports,
            } => missing_export(f, wanted, near.as_ref(), exports),
            WorldProblem::WrongType { wanted, found } => wrong_type(f, wanted, found),
            WorldProblem::UnknownFunction {
                module,
                name,
                near,
                functions,
            } => {
                let place = match module.as_str() {
                    "$root" | "cm32p2" => "the world itself has no such import",
                    _ => "the world's interface has no such function",
                };
                write!(f, "import `{name}` from `{module}`: {place}; ")?;
                instead(f, module, near.as_ref(), functions)
            }
            WorldProblem::OtherVersion {
                imported,
                module,
                names,
                wanted,
            } => other_version(f, *imported, module, names, wanted),
            WorldProblem::OtherInterface {
                module,
                names,
                near,
            } => write!(
                f,
                "import {} from `{module}`: the world does not import this interface; the nearest is `{near}`",
                list(names)
            ),
            WorldProblem::WrongHelper {
                name,
                role,
                expected,
                found,
            } => write!(
                f,
                "the core export `{name}`, {role}: expected a function of type `{expected}` but found {found}"
            ),
            WorldProblem::NoMemory {
                function,
                hidden,
                name,
            } => no_memory(f, function, *hidden, name),
            WorldProblem::NoRealloc { function, name } => no_realloc(f, function, name),
            WorldProblem::NoCallback { name } => no_callback(f, name),
        }
    }
}

fn missing_export(
    f: &mut fmt::Formatter<'_>,
    wanted: &Wanted,
    near: Option<&Near>,
    exports: &[String],
) -> fmt::Result {
    let Wanted {
        name, signature, ..
    } = wanted;
    write!(
        f,
        "{wanted}: the module has no core export `{name}: {signature}`; "
    )?;
    match (near, exports) {
        (Some(near), _) => write!(f, "{near}"),
        (None, []) => f.write_str("it exports no other function: add it"),
        (None, exports) => write!(
            f,
            "of what it exports, the world does not use {}",
            list(exports)
        ),
    }
}

fn wrong_type(f: &mut fmt::Formatter<'_>, wanted: &Wanted, found: &str) -> fmt::Result {
    let Wanted {
        name,
        signature,
        module,
        ..
    } = wanted;
    let from = module
        .as_ref()
        .map_or_else(String::new, |module| format!(" from `{module}`"));
    let kind = if module.is_some() { "import" } else { "export" };
    write!(
        f,
        "{wanted}: expected the core {kind} `{name}`{from} to be `{signature}` but found {found}: build the module again \
         with this WIT"
    )
}

/// What the world has in place of a function that it does not have.
fn instead(
    f: &mut fmt::Formatter<'_>,
    module: &str,
    near: Option<&Wanted>,
    functions: &[String],
) -> fmt::Result {
    match (near, functions) {
        (Some(near), _) if near.module.as_deref() == Some(module) => write!(
            f,
            "the nearest is `{}` (core `{}: {}`)",
            near.wit, near.name, near.signature
        ),
        (Some(near), _) => {
            let from = near.module.as_deref().unwrap_or_default();
            write!(
                f,
                "the world has `{}`, which is imported as `{}` from `{from}`",
                near.wit, near.name
            )
        }
        (None, []) => f.write_str("there are none"),
        (None, functions) => write!(f, "there are {}", list(functions)),
    }
}

fn other_version(
    f: &mut fmt::Formatter<'_>,
    imported: bool,
    module: &str,
    names: &[String],
    wanted: &str,
) -> fmt::Result {
    let (verb, from) = if imported {
        ("import", "from")
    } else {
        ("export", "of")
    };
    write!(
        f,
        "{verb} `{wanted}`: the module {verb}s {} {from} `{module}`; {}",
        list(names),
        versions(module, wanted)
    )
}

fn no_memory(
    f: &mut fmt::Formatter<'_>,
    function: &Wanted,
    hidden: bool,
    name: &str,
) -> fmt::Result {
    write!(f, "{function}: it passes values in memory, ")?;
    if hidden {
        write!(
            f,
            "but the module does not export its memory as `{name}`: add the export (`--export-memory` for wasm-ld, \
             `(export \"{name}\" (memory 0))` in text)"
        )
    } else {
        write!(
            f,
            "but the module has no memory: define one and export it as `{name}`"
        )
    }
}

fn no_realloc(f: &mut fmt::Formatter<'_>, function: &Wanted, name: &str) -> fmt::Result {
    write!(
        f,
        "{function}: the module is given strings or lists, for which it must allocate memory, but it has no core export \
         `{name}: (i32, i32, i32, i32) -> i32`: export one (wit-bindgen generates it; its parameters are the old address, \
         the old size, the alignment and the new size)"
    )
}

fn no_callback(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(
        f,
        "the core export `{name}` is asynchronous and needs a callback: export `[callback]{name}: (i32, i32, i32) -> i32`, \
         or lift it without one as `{}`",
        name.replacen("[async-lift]", "[async-lift-stackful]", 1)
    )
}

/// The problems on lines of their own.
pub(super) fn all_problems(problems: &[WorldProblem]) -> String {
    format!(":{}", lines(problems))
}

/// The worlds that are embedded, if there are several.
pub(super) fn also_embedded(worlds: &[String]) -> String {
    if worlds.len() < 2 {
        return String::new();
    }
    format!(
        "\n    the module has {} worlds embedded, {}, and must implement all of them: embed one",
        worlds.len(),
        list(worlds)
    )
}
