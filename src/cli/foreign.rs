//! Words of wasm-tools, jco and wac: commands and options that have another name here, or do not exist. Each is answered
//! with what to use.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// The arguments, in which `component new` is `new`: a script that calls `wasm-tools component` changes one word.
pub fn arguments(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let mut at = 1;
    while let Some(argument) = arguments.get(at) {
        if argument == "--color" {
            at += 1;
        } else if argument == "component" {
            arguments.remove(at);
            break;
        } else if !argument.to_string_lossy().starts_with('-') {
            break;
        }
        at += 1;
    }
    arguments
}

/// Commands, and what to use here.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["validate"],
        "what `new` and `link` write is validated already; `wasm-tools validate` checks other files",
    ),
    (
        &["print"],
        "`inspect` shows what is in a file, and `-t` makes `new`, `embed` and `link` write text; `wasm-tools print` \
         prints other files",
    ),
    (
        &["parse"],
        "every command takes the text format as it is; `wasm-tools parse` writes the binary format",
    ),
    (
        &["transpile"],
        "`bindgen js` writes JavaScript for a component",
    ),
    (
        &["types", "guest-types"],
        "`bindgen js --types WIT` writes TypeScript declarations, and `bindgen js` those of a component",
    ),
    (
        &["run", "serve"],
        "`wasmtime run` and `wasmtime serve` run a component; for JavaScript there is `bindgen js`",
    ),
    (
        &["compose", "plug"],
        "`wac plug` and `wac compose` put components together; the result is a component for every command here",
    ),
    (
        &["componentize", "wrap", "build", "convert"],
        "`new` wraps a core module in a component",
    ),
    (&["opt"], "run `wasm-opt` on the core module, then `new`"),
    (
        &["strip"],
        "`new --strip` leaves out custom sections; `wasm-tools strip` does so in other files",
    ),
    (
        &["metadata", "metadata-show", "metadata-add"],
        "`inspect` shows the metadata; `--name`, `--licenses` and their like of `new` and `link` add it",
    ),
    (&["component-new", "component"], "write `new`"),
    (&["component-wit"], "write `wit`"),
    (&["component-embed"], "write `embed`"),
    (
        &["semver-check"],
        "`targets` checks a component against a world; `wasm-tools component semver-check` compares two worlds",
    ),
    (
        &[
            "unbundle",
            "dump",
            "objdump",
            "demangle",
            "addr2line",
            "smith",
            "shrink",
            "mutate",
        ],
        "that command of wasm-tools has no counterpart here",
    ),
    (
        &["scaffold", "guest-bindings"],
        "`wit-bindgen` and `cargo component` make new projects",
    ),
];

/// Options, and what to use here.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["--out-dir"], "`-o` names the directory"),
    (
        &["--js"],
        "there is no translation of WebAssembly to JavaScript here: `wasm2js` does that to a core module",
    ),
    (
        &[
            "--async-mode",
            "--async-exports",
            "--async-wasi-imports",
            "--async-wasi-exports",
        ],
        "`bindgen js --async-imports NAME` lets functions of the host return promises, and exports that call them do so, too",
    ),
    (
        &[
            "--tracing",
            "--optimize",
            "-O",
            "--opt-args",
            "--wasm-opt",
            "--enable-stdout",
            "--wasi-dir",
        ],
        "that option of jco has no counterpart here",
    ),
    (
        &[
            "--valid-lifting-optimization",
            "--import-bindings",
            "--multi-memory",
        ],
        "that option of jco is not needed here: leave it out",
    ),
    (
        &[
            "--strict",
            "--no-namespaced-exports",
            "--no-component-error-wrapping",
        ],
        "values are always checked, and exports are as they are without this option of jco: leave it out",
    ),
    (
        &["--adapter", "--preview2-adapter"],
        "write `--adapt wasi_snapshot_preview1`, or `--adapt NAME=FILE` for an adapter of your own",
    ),
    (&["--world-name"], "write `--world`"),
    (&["--wit-path"], "write `--wit`"),
    (&["--output-file", "--out"], "write `-o`"),
];

/// Puts what to use here in place of clap's guesses, where a word is known.
pub fn explain(mut error: clap::Error) -> clap::Error {
    let (kind, words) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, COMMANDS),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, OPTIONS),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else {
        return error;
    };
    let Some((_, answer)) = words
        .iter()
        .find(|(names, _)| names.contains(&word.as_str()))
    else {
        return error;
    };
    for guess in [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedCommand,
        ContextKind::TrailingArg,
    ] {
        error.remove(guess);
    }
    let answer = vec![StyledStr::from(*answer)];
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(answer));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(words: &[&str]) -> Vec<String> {
        arguments(words.iter().map(OsString::from))
            .into_iter()
            .map(|word| word.into_string().unwrap())
            .collect()
    }

    #[test]
    fn component_before_a_command_is_left_out() {
        assert_eq!(
            rewritten(&["c", "component", "new", "x"]),
            ["c", "new", "x"]
        );
        assert_eq!(
            rewritten(&["c", "-v", "--color", "never", "component", "wit"]),
            ["c", "-v", "--color", "never", "wit"]
        );
        assert_eq!(
            rewritten(&["c", "new", "component"]),
            ["c", "new", "component"]
        );
        assert_eq!(rewritten(&["c"]), ["c"]);
    }

    #[test]
    fn no_word_is_answered_twice() {
        for words in [COMMANDS, OPTIONS] {
            let mut names: Vec<&str> = words
                .iter()
                .flat_map(|(names, _)| *names)
                .copied()
                .collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
