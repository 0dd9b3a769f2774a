//! What cannot be linked, and why.

use crate::component::module::Module;
use crate::error::Error;
use crate::guard::Panicked;

/// Refuses a relocatable object, which a compiler makes of one source file.
///
/// It imports its memory from the linker under a name of its own, which nothing else provides.
pub(crate) fn refuse_relocatable(module: &Module<'_>) -> Result<(), Error> {
    let memory = |import: &wasmparser::Import<'_>| {
        (import.module, import.name) == ("env", "__linear_memory")
    };
    if has_section(module, "linking") && module.imports.iter().any(memory) {
        return Err(Error::Relocatable);
    }
    Ok(())
}

/// Refuses what a linker made already, where a dynamic library belongs.
pub(crate) fn refuse_linked(module: &Module<'_>) -> Result<(), Error> {
    refuse_relocatable(module)?;
    if has_section(module, "dylink.0") || has_section(module, "dylink") {
        return Ok(());
    }
    Err(Error::NotDynamic {
        program: module.export("_start").is_some(),
    })
}

/// Refuses a program with a memory of its own. The linker would leave it out as a library that nobody needs.
pub(crate) fn refuse_program(module: &Module<'_>) -> Result<(), Error> {
    let defines_memory = module.exported_memory().is_some() && module.imported_memory().is_none();
    match defines_memory {
        true => refuse_linked(module),
        false => Ok(()),
    }
}

fn has_section(module: &Module<'_>, name: &str) -> bool {
    module
        .sections
        .iter()
        .any(|section| section.custom == Some(name))
}

/// Chooses between the cause of a failure, if there is one, and the failure.
///
/// A panic is reported as one unless a library is invalid, which wit-component does not check before it reads it.
pub(crate) fn prefer(cause: Option<anyhow::Error>, failure: anyhow::Error) -> anyhow::Error {
    let Some(cause) = cause else { return failure };
    let invalid = matches!(
        cause.downcast_ref(),
        Some(Error::Malformed { .. } | Error::BadAdapter { .. })
    );
    match failure.downcast_ref::<Panicked>() {
        Some(_) if !invalid => failure,
        _ => cause,
    }
}

/// The error to report where wit-component's linker has refused the libraries.
pub(crate) fn explain(error: anyhow::Error) -> anyhow::Error {
    let message = error.to_string();
    let mut lines = message.lines();
    let heading = lines.next().unwrap_or_default();
    let missing: Option<Vec<(String, String)>> = lines
        .map(|line| {
            let (who, what) = line.trim().split_once(" needs ")?;
            // A symbol's type is wit-component's way to print its own data.
            let what = what.split(" (").next().unwrap_or(what);
            Some((who.to_string(), what.to_string()))
        })
        .collect();
    match missing {
        Some(missing) if heading.starts_with("missing libraries") && !missing.is_empty() => {
            Error::MissingLibraries { missing }.into()
        }
        Some(missing) if heading.starts_with("unresolved symbol") && !missing.is_empty() => {
            Error::MissingSymbols { missing }.into()
        }
        _ => error.context("failed to link the libraries"),
    }
}
