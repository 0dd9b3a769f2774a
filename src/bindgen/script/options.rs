//! Options of the JavaScript backend.

use crate::bindgen::names::{camel_case, rest_of, without_version};

/// Options of [`js::generate`](crate::bindgen::js::generate).
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the generated files, without an ending.
    pub name: String,
    /// How the generated module is instantiated.
    pub instantiation: Instantiation,
    /// Where imports come from: names of imports, in which `*` may stand for any part, and what they are replaced by.
    pub map: Vec<(String, String)>,
    /// Core modules of up to this many bytes are written into the JavaScript, in base64.
    pub inline_core: usize,
    /// Whether to write TypeScript declarations.
    pub types: bool,
    /// Whether WASI imports come from `@bytecodealliance/preview2-shim`, those of WASI 0.3 from
    /// `@bytecodealliance/preview3-shim`, unless `map` says otherwise.
    pub wasi_shim: bool,
    /// Whether to leave out comments and white space, and to give short names to what only the module itself sees.
    pub minify: bool,
    /// Whether the module can read its core modules from files, as Node, Deno and Bun do; without it, it only fetches.
    pub node: bool,
    /// Whether the component's resources are destroyed when the host's objects for them are collected. Without it, each
    /// must be disposed, and making one costs less.
    pub finalization: bool,
    /// Whether calls of async functions are rejected when nothing can wake them any more: no promise of the host is pending,
    /// and the host holds no end of a stream or future. A later call of the host cannot wake them then.
    pub detect_deadlocks: bool,
    /// Whether a module with [`Instantiation::None`] awaits its core modules where it is imported. Without it, the
    /// module exports a promise, `$init`, and its other exports are there once that is resolved.
    pub top_level_await: bool,
}

/// How a generated module is instantiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instantiation {
    /// An ES module that loads its imports and core modules itself, and exports what the component exports.
    None,
    /// It exports `async function instantiate(getCoreModule, imports, instantiateCore)`.
    Async,
    /// It exports `function instantiate(getCoreModule, imports, instantiateCore)`.
    Sync,
}

impl Options {
    /// The defaults for files of this name.
    pub fn new(name: &str) -> Options {
        Options {
            name: name.to_string(),
            instantiation: Instantiation::None,
            map: Vec::new(),
            inline_core: 0,
            types: true,
            wasi_shim: true,
            minify: false,
            node: true,
            finalization: true,
            detect_deadlocks: false,
            top_level_await: true,
        }
    }
}

/// Where an import comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Specifier {
    /// The module to import, or the key of the imports object.
    pub module: String,
    /// An export of the module, if the import is not the whole module.
    pub export: Option<String>,
}

const WASI: &[&str] = &[
    "cli",
    "clocks",
    "filesystem",
    "http",
    "io",
    "random",
    "sockets",
];

impl Options {
    /// Where the import of this name comes from, `None` if the options do not say.
    pub fn specifier(&self, name: &str) -> Option<Specifier> {
        for (pattern, target) in &self.map {
            if let Some(rest) = rest_of(pattern, name) {
                return Some(specifier(target, rest));
            }
        }
        let shimmed = self.wasi_shim && self.instantiation == Instantiation::None;
        let (package, interface) = without_version(name)
            .strip_prefix("wasi:")
            .filter(|_| shimmed)?
            .split_once('/')?;
        // Each package has the interfaces of one version of WASI, and a component may import both versions.
        let shim = match name.rsplit_once('@') {
            Some((_, version)) if version.starts_with("0.3.") => "preview3-shim",
            _ => "preview2-shim",
        };
        let target = format!("@bytecodealliance/{shim}/{package}#*");
        WASI.contains(&package)
            .then(|| specifier(&target, interface))
    }
}

/// The module and the export that a target such as `./cli.js#environment` names. A `#` at the beginning belongs to the
/// module's name, as in the `imports` of a `package.json`.
pub fn parts_of_target(target: &str) -> (&str, Option<&str>) {
    match target.rsplit_once('#') {
        Some((module, export)) if !module.is_empty() => (module, Some(export)),
        _ => (target, None),
    }
}

/// A target such as `./cli.js`, `./cli.js#environment` or `./wasi-*.js#*`; `*` becomes `rest`, the `*` of the pattern.
fn specifier(target: &str, rest: &str) -> Specifier {
    let (module, export) = parts_of_target(target);
    Specifier {
        module: module.replace('*', rest),
        export: export.map(|export| export.replace('*', &camel_case(rest))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_mapped_by_name_pattern_and_default() {
        let mut options = Options::new("app");
        options
            .map
            .push(("a:b/*".to_string(), "./b-*.js".to_string()));
        options
            .map
            .push(("a:c/d".to_string(), "./c.js#d".to_string()));
        let module = |name: &str| options.specifier(name).map(|s| (s.module, s.export));
        assert_eq!(module("a:b/c@1.0.0"), Some(("./b-c.js".to_string(), None)));
        assert_eq!(
            module("a:c/d"),
            Some(("./c.js".to_string(), Some("d".to_string())))
        );
        let shim = "@bytecodealliance/preview2-shim/clocks".to_string();
        assert_eq!(
            module("wasi:clocks/wall-clock@0.2.1"),
            Some((shim, Some("wallClock".to_string())))
        );
        let shim = "@bytecodealliance/preview3-shim/clocks".to_string();
        assert_eq!(
            module("wasi:clocks/system-clock@0.3.0"),
            Some((shim, Some("systemClock".to_string())))
        );
        assert_eq!(module("x:y/z"), None);
        options.wasi_shim = false;
        assert_eq!(options.specifier("wasi:cli/run@0.2.0"), None);
    }

    #[test]
    fn a_target_may_name_an_export() {
        assert_eq!(parts_of_target("./a.js#b"), ("./a.js", Some("b")));
        assert_eq!(parts_of_target("./a.js"), ("./a.js", None));
        assert_eq!(parts_of_target("#internal"), ("#internal", None));
        assert_eq!(parts_of_target("#internal#b"), ("#internal", Some("b")));
    }
}
