//! Which object refers to a function that nothing defines.
//!
//! rustc before 1.96 and some builds of C pass `--allow-undefined`, which makes every forgotten library an import from
//! `env`. The component cannot have that import, and by then nothing says where it came from. wasm-ld knows: linked
//! once more without such a flag, it names each symbol and the object. That costs time only where the build fails.

use super::arguments::CommandLine;
use super::wasm_ld::WasmLd;
use super::workspace::Workspace;
use anyhow::Result;
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// The symbols that nothing defines, and the objects that refer to each.
pub type Undefined = BTreeMap<String, Vec<String>>;

/// Links again to find out; empty if wasm-ld has nothing to say.
pub fn undefined(line: &CommandLine, wasm_ld: &WasmLd, workspace: &Workspace) -> Result<Undefined> {
    let arguments = line.without_output(|word| !allows_undefined(word));
    let mut command = wasm_ld.with(&arguments, line.quoting(), workspace.directory())?;
    command.args(["--error-limit=0", "--no-color-diagnostics", "-o"]);
    let printed = command
        .arg(workspace.directory().join("again.wasm"))
        .output()?;
    Ok(read(&String::from_utf8_lossy(&printed.stderr)))
}

/// Whether a flag makes imports of undefined symbols. A file that lists such symbols is deliberate, and stays.
fn allows_undefined(word: &OsStr) -> bool {
    let word = word.to_string_lossy();
    let Some(name) = word.strip_prefix('-') else {
        return false;
    };
    let name = name.strip_prefix('-').unwrap_or(name);
    matches!(
        name,
        "allow-undefined" | "import-undefined" | "warn-unresolved-symbols"
    ) || name.starts_with("unresolved-symbols=")
}

/// The symbols in wasm-ld's messages, `PROGRAM: error: OBJECT: undefined symbol: SYMBOL`.
fn read(messages: &str) -> Undefined {
    let mut undefined = Undefined::new();
    for line in messages.lines() {
        let Some((before, symbol)) = line.split_once("undefined symbol: ") else {
            continue;
        };
        let object = before
            .split_once("error: ")
            .map_or("", |(_, object)| object);
        let object = object.trim_end().trim_end_matches(':');
        let objects = undefined.entry(symbol.trim().to_string()).or_default();
        if !object.is_empty() && !objects.iter().any(|known| known == object) {
            objects.push(object.to_string());
        }
    }
    undefined
}

/// The message about them.
pub fn message(undefined: &Undefined) -> String {
    let mut text = String::from("nothing defines what the program uses:");
    for (symbol, objects) in undefined {
        let objects: Vec<String> = objects.iter().map(|object| format!("`{object}`")).collect();
        text.push_str(&format!("\n  `{symbol}`"));
        if !objects.is_empty() {
            text.push_str(&format!(", referenced by {}", objects.join(", ")));
        }
    }
    text + "\n  link the object or library that defines it (`-l` and `-L`), or import it from a WIT interface"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_and_objects_are_read_from_messages() {
        let messages = "wasm-ld: error: /tmp/a-1.o: undefined symbol: setjmp\n\
                        wasm-ld: error: lib/libx.a(b.o): undefined symbol: setjmp\n\
                        wasm-ld: error: lib/libx.a(b.o): undefined symbol: ns::f(int, char)\n\
                        wasm-ld: error: /tmp/a-1.o: undefined symbol: setjmp\n\
                        something else\n";
        let undefined = read(messages);
        assert_eq!(undefined["setjmp"], ["/tmp/a-1.o", "lib/libx.a(b.o)"]);
        assert_eq!(undefined["ns::f(int, char)"], ["lib/libx.a(b.o)"]);
        assert_eq!(
            message(&undefined),
            "nothing defines what the program uses:\n  \
             `ns::f(int, char)`, referenced by `lib/libx.a(b.o)`\n  \
             `setjmp`, referenced by `/tmp/a-1.o`, `lib/libx.a(b.o)`\n  \
             link the object or library that defines it (`-l` and `-L`), or import it from a WIT interface"
        );
    }

    #[test]
    fn flags_that_allow_them_are_known() {
        for word in [
            "--allow-undefined",
            "-allow-undefined",
            "--import-undefined",
            "--unresolved-symbols=ignore-all",
        ] {
            assert!(allows_undefined(OsStr::new(word)), "{word}");
        }
        for word in [
            "--allow-undefined-file=list",
            "--undefined",
            "allow-undefined",
        ] {
            assert!(!allows_undefined(OsStr::new(word)), "{word}");
        }
    }
}
