//! What differs between two components, or two core modules, byte by byte: which functions grew, which imports came.
//!
//! 1. `weights` splits each file into parts, so that every byte belongs to one part.
//! 2. `functions` finds for each function of the old file the same one in the new file.
//! 3. `names` compares imports and exports, where a compatible version is the same interface.
//! 4. `report` has the result; `text` and `markdown` print it.
//!
//! ```
//! use componentize::Componentizer;
//!
//! let old = Componentizer::new(b"(module)").encode()?;
//! let new = Componentizer::new(b"(module (memory 1))").encode()?;
//! let diff = componentize::diff::diff(&old, &new)?;
//! assert_eq!(diff.growth(), 5);
//! # Ok::<(), componentize::Error>(())
//! ```

mod bodies;
mod functions;
mod markdown;
mod names;
mod report;
mod text;

pub use report::{
    Change, Diff, FunctionDiff, ModuleDiff, NameChange, NamesDiff, SectionDiff, Sizes,
};

use crate::error::Error;
use crate::input;
use crate::weights::{Function, WeighedModule, Weights};

/// Compares two components or core modules, in the binary format or as WAT text.
///
/// # Errors
///
/// Those of [`inspect`](crate::inspect::inspect), and function bodies or names that are malformed.
pub fn diff(old: &[u8], new: &[u8]) -> Result<Diff, Error> {
    let (old, new) = (input::either(old)?, input::either(new)?);
    let both = [Weights::of(&old)?, Weights::of(&new)?];
    let mut diff = report_of(&both);
    for (old, new) in pairs(&both) {
        let label = old.or(new).map_or_else(String::new, WeighedModule::label);
        functions::compare(
            &label,
            functions_of(old),
            functions_of(new),
            &mut diff.functions,
        );
        diff.modules.push(module(label, old, new));
    }
    diff.sort();
    Ok(diff)
}

/// The report without its modules.
fn report_of([old, new]: &[Weights<'_>; 2]) -> Diff {
    Diff {
        schema: 1,
        size: Sizes::of(old.report.size, new.report.size),
        component: Sizes::of(old.component, new.component),
        modules: Vec::new(),
        functions: Vec::new(),
        imports: names::compare(&old.report.imports, &new.report.imports),
        exports: names::compare(&old.report.exports, &new.report.exports),
    }
}

type Pair<'p, 'a> = (Option<&'p WeighedModule<'a>>, Option<&'p WeighedModule<'a>>);

/// The core modules of both files: those with the same place and role are one, in the order of the old file.
fn pairs<'p, 'a>([old, new]: &'p [Weights<'a>; 2]) -> Vec<Pair<'p, 'a>> {
    let same = |one: &WeighedModule<'_>, other: &WeighedModule<'_>| one.key == other.key;
    let mut pairs: Vec<Pair<'_, '_>> = old
        .modules
        .iter()
        .map(|module| (Some(module), new.modules.iter().find(|it| same(it, module))))
        .collect();
    let added = new
        .modules
        .iter()
        .filter(|module| !old.modules.iter().any(|it| same(it, module)));
    pairs.extend(added.map(|module| (None, Some(module))));
    pairs
}

fn functions_of<'p, 'a>(module: Option<&'p WeighedModule<'a>>) -> &'p [Function<'a>] {
    module.map_or(&[], |module| &module.functions)
}

/// The sizes of a module and its sections in both files.
fn module(
    name: String,
    old: Option<&WeighedModule<'_>>,
    new: Option<&WeighedModule<'_>>,
) -> ModuleDiff {
    let both = [old, new];
    let sections = both.iter().flatten().flat_map(|module| &module.sections);
    let mut names: Vec<&str> = Vec::new();
    for section in sections {
        if !names.contains(&section.name.as_str()) {
            names.push(&section.name);
        }
    }
    let size = |module: Option<&WeighedModule<'_>>, name: &str| module?.section(name);
    ModuleDiff {
        name,
        size: Sizes {
            old: old.map(|module| module.size),
            new: new.map(|module| module.size),
        },
        sections: names
            .into_iter()
            .map(|name| SectionDiff {
                name: name.to_string(),
                size: Sizes {
                    old: size(old, name),
                    new: size(new, name),
                },
            })
            .collect(),
    }
}
