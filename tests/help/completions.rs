//! Completions for shells, and pages of the manual.

use crate::{run, stdout};
use std::fs;

#[test]
fn completions_know_the_commands_and_their_options() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let text = stdout(&run(directory.path(), &["completions", shell]));
        for word in [
            "inspect",
            "wasi-version",
            "semver-compatible",
            "stub-missing-functions",
            "wasi_snapshot_preview1=reactor",
            "0.2.6",
            "compact-utf16",
            "bindgen-js",
        ] {
            assert!(text.contains(word), "{word} for {shell}");
        }
    }
    let page = stdout(&run(directory.path(), &["completions", "man"]));
    assert!(page.contains(".TH componentize 1"), "{page}");
    let page = stdout(&run(
        directory.path(),
        &["completions", "man", "--command", "new"],
    ));
    assert!(
        page.contains(".TH componentize-new 1") && page.contains("realloc"),
        "{page}"
    );
    for name in ["bindgen js", "bindgen-js"] {
        let arguments = ["completions", "man", "--command", name];
        let page = stdout(&run(directory.path(), &arguments));
        assert!(page.contains("instantiation"), "{page}");
    }
}

/// Every page that a page refers to is written.
#[test]
fn the_manual_is_complete() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["completions", "man", "--out-dir", "man1"];
    run(directory.path(), &arguments);
    let pages = fs::read_dir(directory.path().join("man1")).unwrap();
    let mut count = 0;
    for page in pages {
        let text = fs::read_to_string(page.unwrap().path()).unwrap();
        count += 1;
        for reference in text.lines().filter(|line| line.ends_with("(1)")) {
            let name = reference.replace("\\-", "-").replace("(1)", ".1");
            let path = directory.path().join("man1").join(name.trim());
            assert!(path.exists(), "{} of {reference}", path.display());
        }
    }
    assert!(count > 10, "{count} pages");
}
