//! Every command that README.md, docs/ and the examples' pages show is run, word for word.
//!
//! Each page has a copy of the packed crate as its directory, and a home of its own; an example's page starts in the
//! example's directory. A page's blocks run in order, each from where the page started.
//!
//! - A block `console` has commands after `$ `, and what they print. If lines are shown they are compared, where a line `…`
//!   stands for any lines. A command fails if and only if what is shown starts with `error:`.
//! - A block `sh` has commands only, and none of them fails.
//! - A block whose language is followed by a file's name (`c hello.c`) is written to that file.
//! - A comment `<!-- given: NAME... -->` names files that the page speaks of; they come from `tests/commands/given`.
//! - Every block says what language it is in, so that no command is overlooked.
//!
//! `wasmtime run` is this program itself, under another name: see [`host`]. `cargo test --test commands -- WORD...` runs
//! the pages whose names have one of the words.

mod host;
mod page;
mod place;
mod shell;
#[path = "../support/wasi_state.rs"]
mod wasi_state;

use page::{Block, Page};
use place::Place;
use std::path::Path;
use std::process::ExitCode;

/// Commands that are not run here, and why.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "examples/async/README.md",
        "node server.js",
        "it serves until it is stopped; the tests of `bindgen js` ask it",
    ),
    (
        "examples/browser/README.md",
        "python3 -m http.server",
        "it serves until it is stopped; the tests of `bindgen js` open the page in a browser",
    ),
    (
        "examples/keyvalue/README.md",
        "cargo run --example keyvalue",
        "it compiles Wasmtime; `tests/keyvalue.rs` runs the hosts",
    ),
    (
        "examples/python/README.md",
        "python host.py",
        "it needs `wasmtime` for Python; the tests of `bindgen python` run it",
    ),
    (
        "examples/rust-host/README.md",
        "cargo run --example rust-host",
        "it compiles Wasmtime; `tests/rust_host.rs` runs the plug-ins",
    ),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    let name = arguments.next().unwrap_or_default();
    if Path::new(&name)
        .file_name()
        .is_some_and(|it| it == "wasmtime")
    {
        return host::main(arguments.collect());
    }
    let words: Vec<String> = arguments.filter(|it| !it.starts_with('-')).collect();
    let pages = page::all();
    let selected = pages.iter().filter(|page| {
        words.is_empty() || words.iter().any(|word| page.name.contains(word.as_str()))
    });
    let packed = place::pack();
    let (mut failed, mut ran) = (0, 0);
    for page in selected {
        match run(page, packed.path()) {
            Ok(commands) => println!("page {} ... {commands} commands", page.name),
            Err(message) => {
                println!("page {} ... FAILED\n{message}\n", page.name);
                failed += 1;
            }
        }
        ran += 1;
    }
    assert!(ran > 0, "no page is called {words:?}");
    if words.is_empty() {
        check_elsewhere(&pages);
    }
    if failed > 0 {
        println!("{failed} of {ran} pages failed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Runs a page; how many commands it had.
fn run(page: &Page, packed: &Path) -> Result<usize, String> {
    let place = Place::new(page, packed);
    let mut commands = 0;
    for (line, block) in &page.blocks {
        let at = |message| format!("line {line}: {message}");
        match block {
            Block::File { name, text } => place.write(name, text),
            Block::Script(script) => {
                shell::script(&place, script).map_err(at)?;
                commands += script.lines().count();
            }
            Block::Session(steps) => {
                let here: Vec<_> = steps
                    .iter()
                    .filter(|step| !is_elsewhere(page, &step.command))
                    .cloned()
                    .collect();
                shell::session(&place, &here).map_err(at)?;
                commands += here.len();
            }
        }
    }
    Ok(commands)
}

fn is_elsewhere(page: &Page, command: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|(name, start, _)| page.name == *name && command.starts_with(start))
}

/// A command that is run elsewhere must still be on its page.
fn check_elsewhere(pages: &[Page]) {
    for (name, start, why) in ELSEWHERE {
        let shown = pages.iter().filter(|page| page.name == *name).any(|page| {
            page.sessions()
                .flatten()
                .any(|step| step.command.starts_with(start))
        });
        assert!(shown, "`{name}` does not show `{start}` any more ({why})");
    }
}
