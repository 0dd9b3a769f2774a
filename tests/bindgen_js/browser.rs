//! The pages of `examples/browser` and `examples/async`, in headless Chromium (`CHROMIUM` names it, if it is not `/usr/bin/chromium`).

use super::harness::{self, Node};
use componentize::bindgen::js::Options;
use std::path::Path;

#[test]
fn a_page_shows_what_a_component_returns() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/browser");
    let component = wat::parse_file(example.join("greeter.wat")).expect("the component parses");
    let directory = harness::directory("browser");
    harness::generate(&component, &directory.join("app"), &Options::new("greeter"));
    for file in ["index.html", "main.js"] {
        std::fs::copy(example.join(file), directory.join(file)).expect("the page");
    }
    assert_eq!(
        Node::Newest.run_script("page.js", &directory),
        "Hello, Wörld 🦀!\nHello, somebody else!\n"
    );
    assert!(directory.join("page.png").exists());
}

/// The files of `examples/async`, with the component's bindings.
fn streams(test: &str) -> std::path::PathBuf {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/async");
    let component = wat::parse_file(example.join("upper.wat")).expect("the component parses");
    let directory = harness::directory(test);
    harness::generate(&component, &directory.join("app"), &Options::new("upper"));
    for file in ["index.html", "main.js", "server.js", "text.txt"] {
        std::fs::copy(example.join(file), directory.join(file)).expect("the example");
    }
    directory
}

#[test]
fn a_page_streams_through_a_component() {
    assert_eq!(
        Node::Newest.run_script("page.js", &streams("browser-streams")),
        "STREAMS GO THROUGH A COMPONENT.\n\nSOMEBODY ELSE\n"
    );
}

#[test]
fn a_server_streams_through_a_component() {
    assert_eq!(harness::run("upper.js", &streams("server-streams")), "ok\n");
}
