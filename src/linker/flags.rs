//! Our own flags, in one list: it is parsed, `--help` prints it, and a test compares the documentation with it.

use super::options::{self, Options, WorldSource};
use super::response::{Quoting, split};
use super::text::os_string;
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};

/// One flag.
pub struct Flag {
    /// Its name, without the dashes.
    pub name: &'static str,
    /// Its value.
    pub takes: Takes,
    help: &'static str,
    set: fn(&mut Options, &OsStr) -> Result<()>,
}

/// The value of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// None.
    Nothing,
    /// After `=`, or as the next argument.
    Value(&'static str),
    /// After `=` or not at all.
    Optional(&'static str),
}

/// Shortens the table's lines.
const fn flag(
    name: &'static str,
    takes: Takes,
    set: fn(&mut Options, &OsStr) -> Result<()>,
    help: &'static str,
) -> Flag {
    Flag {
        name,
        takes,
        help,
        set,
    }
}

use Takes::{Nothing, Optional, Value};

/// Every flag of ours, except `-o`, which is wasm-ld's as well.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    flag("adapt", Value("[NAME=]FILE"), |o, v| { o.adapt.push(options::adapt(v)?); Ok(()) },
        "Satisfy the imports from a module by an adapter of your own; may be repeated"),
    flag("append-lld-flag", Value("FLAG"), |o, v| { o.appended.push(v.into()); Ok(()) },
        "Pass an argument on to wasm-ld after all others; may be repeated"),
    flag("cargo-metadata", Nothing, |o, _| { o.cargo_metadata = true; Ok(()) },
        "Name and describe the component as cargo's variables `CARGO_PKG_…` do"),
    flag("component-type", Value("WIT"), |o, v| { o.worlds.push(WorldSource::only(v)); Ok(()) },
        "Implement the only world of this WIT file or directory; may be repeated"),
    flag("core-output", Value("FILE"), |o, v| { o.core_output = Some(v.into()); Ok(()) },
        "Write the core module to this file as well"),
    flag("emit-wit", Value("FILE"), |o, v| { o.emit_wit = Some(v.into()); Ok(()) },
        "Write the component's WIT to this file as well"),
    flag("implements", Value("LABEL=INTERFACE"),
        |o, v| { o.implements.push(options::pair(v, "expected `LABEL=INTERFACE`")?); Ok(()) },
        "Import an interface under a label, as one that implements it; may be repeated"),
    flag("import-name", Value("OLD=NEW"),
        |o, v| { o.import_name.push(options::pair(v, "expected `OLD=NEW`")?); Ok(()) },
        "Import an instance under another name; may be repeated"),
    flag("merge-imports-based-on-semver", Optional("BOOL"), |o, v| { o.keep_versions_apart = !options::boolean(v)?; Ok(()) },
        "Import an interface once when it is needed in compatible versions (default: true)"),
    flag("realloc-via-memory-grow", Nothing, |o, _| { o.realloc_via_memory_grow = true; Ok(()) },
        "Give adapters of your own memory by `memory.grow` instead of `cabi_realloc`"),
    flag("reject-legacy-names", Nothing, |o, _| { o.reject_legacy_names = true; Ok(()) },
        "Take only the standard's names of core imports and exports"),
    flag("return-call-ref", Nothing, |o, _| { o.return_call_ref = true; Ok(()) },
        "Let generated modules call typed function references"),
    flag("semver-compatible", Nothing, |o, _| { o.semver_compatible = true; Ok(()) },
        "With --targets: match interfaces in every compatible version"),
    flag("skip-wit-component", Nothing, |o, _| { o.skip_wit_component = true; Ok(()) },
        "Leave the core module as wasm-ld writes it"),
    flag("string-encoding", Value("ENCODING"), |o, v| { o.string_encoding = options::string_encoding(v)?; Ok(()) },
        "How the module encodes strings, for --component-type and --wit: utf8, utf16 or compact-utf16"),
    flag("strip", Optional("WHICH"), |o, v| { o.strip = Some(options::strip(v)?); Ok(()) },
        "Leave out the module's custom sections, or with `=debug` those for debugging only"),
    flag("summary", Value("FILE"), |o, v| { o.summary = Some(v.into()); Ok(()) },
        "Write what `componentize inspect` prints to this file; JSON if its name ends in .json"),
    flag("targets", Value("WIT[#WORLD]"), |o, v| { o.targets = Some(WorldSource::with_fragment(v)); Ok(()) },
        "Fail unless the component fits this world"),
    flag("validate-component", Optional("BOOL"), |o, v| { o.skip_validation = !options::boolean(v)?; Ok(()) },
        "Check that the component is valid (default: true)"),
    flag("wasi-adapter", Value("WHICH"), |o, v| { o.wasi_adapter = Some(options::wasi_adapter(v)?); Ok(()) },
        "The variant of the built-in adapter: command, reactor, proxy, or none for no adapter"),
    flag("wasi-version", Value("0.2.N"), |o, v| { o.wasi_version = Some(options::wasi_version(v)?); Ok(()) },
        "The WASI version that the built-in adapter imports"),
    flag("wasm-ld-path", Value("PATH"), |o, v| { o.wasm_ld_path = Some(v.into()); Ok(()) },
        "The wasm-ld to run"),
    flag("wasm-opt", Optional("ARGS"), |o, v| { o.wasm_opt = Some(optimizer(v)); Ok(()) },
        "Run wasm-opt on the core module first, with these arguments (default: -O2)"),
    flag("wit", Value("WIT"), |o, v| { o.worlds.push(WorldSource::only(v)); Ok(()) },
        "Implement a world of this WIT file or directory; may be repeated"),
    flag("world", Value("WORLD"), Options::world,
        "The world, if the package of the --wit before it has several"),
];

fn optimizer(arguments: &OsStr) -> Vec<OsString> {
    match arguments.is_empty() {
        true => vec!["-O2".into()],
        false => split(arguments.as_encoded_bytes(), Quoting::Posix),
    }
}

impl Flag {
    /// The flag of ours that an argument is, and the value that it has after `=`.
    pub fn of(argument: &OsStr) -> Option<(&'static Flag, Option<OsString>)> {
        let argument = argument.as_encoded_bytes().strip_prefix(b"--")?;
        let end = argument.iter().position(|byte| *byte == b'=');
        let name = &argument[..end.unwrap_or(argument.len())];
        let flag = FLAGS.iter().find(|flag| flag.name.as_bytes() == name)?;
        Some((flag, end.map(|end| os_string(&argument[end + 1..]))))
    }

    /// Whether the flag, written without `=`, has the next argument as its value.
    pub fn wants_next(&self) -> bool {
        matches!(self.takes, Value(_))
    }

    /// Sets what the flag asks for; `None` if it stands alone.
    pub fn set(&self, options: &mut Options, value: Option<&OsStr>) -> Result<()> {
        let named = || format!("the linker's flag `--{}` cannot be used", self.name);
        match (self.takes, value) {
            (Nothing, Some(_)) => bail!("the linker's flag `--{}` takes no value", self.name),
            (Value(what), None) => bail!(
                "the linker's flag `--{}` needs a value: write `--{}={what}`",
                self.name,
                self.name
            ),
            (_, value) => (self.set)(options, value.unwrap_or_default()).with_context(named),
        }
    }
}

/// Sets flags that stand in a variable, which has flags of ours only.
pub fn from_variable(name: &str, value: &OsStr, options: &mut Options) -> Result<()> {
    let mut words = split(value.as_encoded_bytes(), Quoting::Posix).into_iter();
    while let Some(word) = words.next() {
        let Some((flag, value)) = Flag::of(&word) else {
            bail!(
                "`{name}` has `{}`, which is not one of the linker's own flags: write \
                 `--append-lld-flag={}` to pass it on to wasm-ld",
                word.display(),
                word.display()
            );
        };
        let value = match value {
            None if flag.wants_next() => words.next(),
            value => value,
        };
        flag.set(options, value.as_deref())
            .with_context(|| format!("`{name}` cannot be used"))?;
    }
    Ok(())
}

const EXAMPLES: &str = "
All of them can stand in the variable COMPONENTIZE_LD_FLAGS as well.

EXAMPLES:
  clang --target=wasm32-wasip1 -fuse-ld=/usr/bin/componentize app.c -o app.wasm
  componentize ld --version
";

/// The flags as `--help` lists them, after wasm-ld's own.
pub fn help() -> String {
    let mut text = String::from("\nOPTIONS of componentize, which wraps what wasm-ld links:\n");
    for flag in FLAGS {
        let value = match flag.takes {
            Nothing => String::new(),
            Value(what) => format!("={what}"),
            Optional(what) => format!("[={what}]"),
        };
        let name = format!("--{}{value}", flag.name);
        // Laid out as LLD's own help is.
        let separator = match name.len() {
            ..=23 => " ".repeat(24 - name.len()),
            _ => format!("\n{}", " ".repeat(26)),
        };
        text.push_str(&format!("  {name}{separator}{}\n", flag.help));
    }
    text + EXAMPLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_each_name_once() {
        assert!(FLAGS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn a_flag_is_told_from_its_value() {
        let of = |text: &str| Flag::of(OsStr::new(text)).map(|(flag, value)| (flag.name, value));
        assert_eq!(of("--adapt"), Some(("adapt", None)));
        assert_eq!(of("--adapt=a=b"), Some(("adapt", Some("a=b".into()))));
        assert_eq!(of("--adapted"), None);
        assert_eq!(of("-adapt"), None);
        assert_eq!(of("adapt"), None);
    }

    #[test]
    fn a_variable_holds_flags_of_ours_only() {
        let mut options = Options::default();
        let parse = |text: &str, options: &mut Options| {
            from_variable("FLAGS", OsStr::new(text), options).map_err(|error| format!("{error:#}"))
        };
        parse("--strip=debug --import-name 'a b=c'", &mut options).unwrap();
        assert_eq!(options.import_name, [("a b".to_string(), "c".to_string())]);
        let refused = parse("--gc-sections", &mut options).unwrap_err();
        assert!(
            refused.contains("`--append-lld-flag=--gc-sections`"),
            "{refused}"
        );
        for (text, expected) in [
            ("--skip-wit-component=x", "takes no value"),
            ("--adapt", "needs a value: write `--adapt=[NAME=]FILE`"),
            ("--strip=some", "expected `debug` or `all`"),
            ("--world=w", "comes after the `--wit`"),
            ("--wasi-version=0.3.0", "`--wasi-version` cannot be used"),
        ] {
            let refused = parse(text, &mut options).unwrap_err();
            assert!(refused.contains(expected), "{text}: {refused}");
        }
    }
}
