//! What a user may ask of the JavaScript backend.

/// Options of [`super::generate`].
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the generated files, without an ending.
    pub name: String,
    /// How the generated module is instantiated.
    pub instantiation: Instantiation,
    /// Where imports come from: names of imports, which may end in `*`, and what they are replaced by.
    pub map: Vec<(String, String)>,
    /// Core modules of up to this size are written into the JavaScript, in base64.
    pub inline_core: usize,
    /// Whether to write TypeScript declarations.
    pub types: bool,
    /// Whether WASI imports come from `@bytecodealliance/preview2-shim` unless `map` says otherwise.
    pub wasi_shim: bool,
    /// Whether to leave out comments and indentation.
    pub minify: bool,
}

/// How a generated module comes to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instantiation {
    /// An ES module that loads its imports and core modules itself and exports what the component does.
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
        }
    }
}

/// Where an import comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Specifier {
    /// The module to import, or the key of the imports object.
    pub module: String,
    /// The module's export that is meant, where it is not the module itself.
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
    /// Where the import of this name comes from, `None` if nothing says so.
    pub fn specifier(&self, name: &str) -> Option<Specifier> {
        let plain = crate::bindgen::names::without_version(name);
        for (from, to) in &self.map {
            let found = if from == name || from == plain {
                Some("")
            } else {
                from.strip_suffix('*')
                    .and_then(|start| plain.strip_prefix(start))
            };
            if let Some(rest) = found {
                return Some(specifier(to, rest));
            }
        }
        let shimmed = self.wasi_shim && self.instantiation == Instantiation::None;
        let (package, interface) = plain
            .strip_prefix("wasi:")
            .filter(|_| shimmed)?
            .split_once('/')?;
        WASI.contains(&package).then(|| {
            specifier(
                &format!("@bytecodealliance/preview2-shim/{package}#*"),
                interface,
            )
        })
    }
}

/// A target such as `./cli.js`, `./cli.js#environment` or `./wasi-*.js#*`, where `*` is what the pattern left open.
fn specifier(target: &str, rest: &str) -> Specifier {
    let (module, export) = match target.rsplit_once('#') {
        Some((module, export)) => (module, Some(export)),
        None => (target, None),
    };
    Specifier {
        module: module.replace('*', rest),
        export: export.map(|export| export.replace('*', &crate::bindgen::names::camel_case(rest))),
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
        assert_eq!(module("x:y/z"), None);
        options.wasi_shim = false;
        assert_eq!(options.specifier("wasi:cli/run@0.2.0"), None);
    }
}
