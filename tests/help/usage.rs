//! Arguments that are wrong, or another tool's.

use crate::{run, stdout};

/// Words of wasm-tools, jco and wac are answered with what to use here.
#[test]
fn foreign_words_are_answered() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, answer) in [
        (&["validate", "a.wasm"][..], "is validated already"),
        (&["print", "a.wasm"], "`inspect` shows"),
        (&["transpile", "a.wasm", "-o", "out"], "`bindgen js` writes"),
        (&["run", "a.wasm"], "`wasmtime run`"),
        (&["compose", "a.wasm"], "`wac plug`"),
        (&["componentize", "a.wasm"], "`new` wraps"),
        (&["bindgen", "js", "--js", "a.wasm"], "`wasm2js`"),
        (&["new", "a.wasm", "--adapter", "b.wasm"], "write `--adapt"),
    ] {
        let output = run(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        let tip = message.lines().find(|line| line.starts_with("  tip: "));
        assert!(tip.is_some_and(|tip| tip.contains(answer)), "{message}");
        assert!(!message.contains("a similar"), "{message}");
    }
    let help = |arguments: &[&str]| stdout(&run(directory.path(), arguments));
    assert_eq!(
        help(&["component", "new", "--help"]),
        help(&["new", "--help"])
    );
}

#[test]
fn wrong_usage_is_status_two() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["link"][..],
        &["embed"],
        &["targets", "--nothing"],
        &["wit", "--wasm", "--wat"],
        &["wit", "--emit-canonical-names"],
        &["wit", "--exportize-import", "a:b/c"],
        &["wit", "--importize-out-world-name", "w"],
        &["new", "--features", "f"],
        &["new", "--adapt", "wasi_snapshot_preview1=comand"],
        &["new", "--import-name", "a="],
        &["new", "-q", "-v"],
        &["adapter", "--variant", "command"],
        &["completions", "tcsh"],
        &["nothing"],
    ] {
        assert_eq!(
            run(directory.path(), arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

/// A mistake in the arguments is printed in colors where they ask for colors.
#[test]
fn wrong_usage_respects_color() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, colored) in [
        (&["--color", "always", "nothing"][..], true),
        (&["new", "--color=always-ansi", "--nothing"], true),
        (&["--color", "never", "nothing"], false),
        (&["nothing"], false),
    ] {
        let output = run(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(output.stderr.contains(&b'\x1b'), colored, "{output:?}");
    }
}
