//! Cures in the command line's words. An error of the library describes what is wrong, but does not know the flags.

use componentize::{Error, Expected, Found, ImportCause, WorldProblem};

/// The cure in the command's own words, if the error has one.
pub fn cure(error: &anyhow::Error) -> Option<String> {
    error
        .chain()
        .find_map(|layer| of_error(layer.downcast_ref::<Error>()?))
}

/// The same for an error of the library.
pub fn of_error(error: &Error) -> Option<String> {
    let cure = match error {
        Error::NotWasm {
            expected: Expected::Component,
            found: Found::Wit,
        } => "the component comes after the WIT: `componentize targets WIT COMPONENT`",
        Error::NotWasm { found, .. } => return of_found(found),
        Error::NotComponent => "`componentize new MODULE` wraps a core module in a component",
        Error::NotDynamic { .. } => "`componentize new MODULE` wraps it by itself",
        Error::NotWit { .. } => {
            "the WIT comes first: `componentize embed WIT MODULE`, `componentize targets WIT COMPONENT`, `--wit WIT`; \
             `componentize wit FILE` prints the WIT of a module or a component"
        }
        Error::Misfit(misfit) if misfit.has_compatible_versions() => {
            "`--semver-compatible` takes compatible versions"
        }
        Error::DuplicateLibrary { .. } => "`NAME=FILE` gives a library another name",
        Error::MissingLibraries { .. } => {
            "name them as well, each under the name that it is needed as: `NAME=FILE`"
        }
        Error::MissingSymbols { .. } => {
            "name the library that has them; with `--stub-missing-functions`, missing functions trap when they are called"
        }
        Error::LegacyNamesNeeded => "leave out `--reject-legacy-names`",
        Error::HistoricalMemory => "or leave out `--reject-legacy-names`",
        Error::OneWorld => "`--importize` and `--exportize` are for components, and name no world",
        Error::WorldType { .. } => "or name the imports to move: `--exportize-import NAME`",
        Error::MergedAlready => "`--merge-world-imports-based-on-semver` is for WIT packages",
        Error::NoWit => "`componentize embed WIT MODULE` embeds a world",
        Error::NoAdapter { misnamed, .. } => match misnamed {
            Some(_) => "write `--adapt wasi_snapshot_preview1=FILE` with underscores",
            None => "add `--adapt wasi_snapshot_preview1` for the built-in adapter",
        },
        Error::WasiUnstable { .. } => {
            "an adapter of your own is named by `--adapt wasi_unstable=FILE`"
        }
        Error::OwnRun { .. } => {
            "`--adapt wasi_snapshot_preview1`, which decides by the module, wraps it as a reactor"
        }
        Error::NoStart => {
            "`--adapt wasi_snapshot_preview1=reactor` wraps it as a reactor, `--adapt wasi_snapshot_preview1` decides by the \
             module"
        }
        Error::SeveralWorlds { worlds, .. } => return Some(one_of_several(worlds)),
        Error::NoSuchWorld { similar, .. } => return Some(another_world(similar.as_deref())),
        Error::UnknownImports { modules } => {
            return modules
                .iter()
                .find_map(|import| of_import(import.cause.as_ref()?));
        }
        Error::WorldMismatch {
            problems, embedded, ..
        } => return of_world(problems, embedded),
        _ => return None,
    };
    Some(cure.to_string())
}

fn one_of_several(worlds: &[String]) -> String {
    let world = worlds.first().map_or("NAME", String::as_str);
    format!("`--world NAME` names one, such as `--world {world}`")
}

fn another_world(similar: Option<&str>) -> String {
    let world = similar.unwrap_or("NAME");
    format!("`--world {world}` names one of the package's worlds")
}

fn of_found(found: &Found) -> Option<String> {
    let cure = match found {
        Found::Wit | Found::Directory { wit: true } => {
            "WIT is named by `--wit`, and the module by itself: `componentize new MODULE --wit WIT`"
        }
        Found::Source("C or C++") => "such as `clang --target=wasm32-wasip1 main.c -o module.wasm`",
        Found::Source("Rust") => "such as `cargo build --release --target wasm32-wasip1`",
        Found::Source("Go") => "such as `GOOS=wasip1 GOARCH=wasm go build -o module.wasm`",
        _ => return None,
    };
    Some(cure.to_string())
}

fn of_import(cause: &ImportCause) -> Option<String> {
    let cure = match cause {
        ImportCause::DynamicLibrary => {
            "`componentize link LIBRARY…` links dynamic libraries into a component"
        }
        ImportCause::NotInWorld(interfaces) if interfaces.is_empty() => {
            "`--wit WIT` names the module's world, `componentize embed WIT MODULE` embeds it"
        }
        ImportCause::NotInWorld(_) => "`--wit WIT` adds a world that imports it",
        _ => return None,
    };
    Some(cure.to_string())
}

fn of_world(problems: &[WorldProblem], embedded: &[String]) -> Option<String> {
    let is_version = |problem: &WorldProblem| matches!(problem, WorldProblem::OtherVersion { .. });
    if embedded.len() < 2 && problems.iter().any(is_version) {
        return Some(
            "`componentize wit MODULE` prints the WIT that is embedded in a module".to_string(),
        );
    }
    let shows_names = problems.iter().any(|problem| {
        matches!(
            problem,
            WorldProblem::MissingExport { near: None, .. }
                | WorldProblem::UnknownFunction { near: None, .. }
        )
    });
    shows_names.then(|| {
        "`componentize embed WIT --dummy-names legacy -t` prints a module with all names and types of a world".to_string()
    })
}
