//! How long `componentize new` takes for a large module, and how much memory, next to `wasm-tools component new`; and
//! `componentize inspect` of the component.
//!
//! `cargo bench --bench wrap` makes a module of 60 MB, wraps it with both programs in turns, as whole processes, and
//! prints the medians of the wall time, the peaks of resident memory, and their ratios. `wasm-tools` is what the
//! variable WASM_TOOLS names, or the one on the PATH; the figures mean something if it is of the same version as the
//! `wit-component` that `componentize` is built with. RUNS sets how often (5), MEGABYTES how large.
//!
//! COMPONENTIZE names a binary to measure instead of the one that cargo built for this bench. So
//! `cargo build --release && COMPONENTIZE=target/release/componentize cargo bench --profile dev --bench wrap`
//! measures an optimized `componentize` without an optimized build of everything that only tests need.

#[path = "../processes/contender.rs"]
mod contender;
mod large;
#[path = "../processes/parts.rs"]
mod parts;

use contender::{Contender, componentize, setting, warn_of_debug_build};
use large::large_module;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;

/// Names a file to write the module to, and nothing else.
const MAKE: &str = "COMPONENTIZE_BENCH_MAKE";

fn main() {
    let runs = setting("RUNS", 5);
    let megabytes = setting("MEGABYTES", 60);
    if let Some(path) = std::env::var_os(MAKE) {
        std::fs::write(path, large_module(megabytes << 20)).expect("write the module");
        return;
    }
    let directory = tempfile::tempdir().expect("a directory for the module");
    let files = Files::make(directory.path());
    let size = std::fs::metadata(&files.module).expect("the module").len();
    println!(
        "a module of {:.1} MB, {runs} runs each, in turns",
        size as f64 / 1e6
    );

    warn_of_debug_build();
    let wasm_tools = find_wasm_tools();
    if wasm_tools.is_none() {
        println!();
        println!("*** wasm-tools IS MISSING: there is nothing to compare with ***");
        println!("*** `cargo install wasm-tools --version 1.263.0`, or name one by WASM_TOOLS ***");
    }
    for (what, options) in [
        ("validated", &[][..]),
        ("not validated", &["--skip-validation"]),
    ] {
        let mut contenders = vec![Contender::new(
            "componentize, built-in adapter",
            files.ours(options),
        )];
        contenders.push(Contender::new(
            "componentize, published adapter",
            files.ours_published(options),
        ));
        if let Some(wasm_tools) = &wasm_tools {
            contenders.push(Contender::new(
                "wasm-tools, published adapter",
                files.theirs(wasm_tools, options),
            ));
        }
        for _ in 0..runs {
            for contender in &mut contenders {
                contender.run();
            }
        }
        println!();
        println!("{what}:");
        report(&contenders, wasm_tools.is_some());
    }
    Contender::new("", files.ours(&[])).run();
    let mut inspect = Contender::new("componentize inspect", files.inspect());
    for _ in 0..runs {
        inspect.run();
    }
    println!();
    println!("the component inspected:");
    report(&[inspect], false);
}

fn find_wasm_tools() -> Option<PathBuf> {
    let found =
        std::env::var_os("WASM_TOOLS").map_or_else(|| PathBuf::from("wasm-tools"), PathBuf::from);
    let output = Command::new(&found).arg("--version").output().ok()?;
    println!(
        "compared with {}",
        String::from_utf8_lossy(&output.stdout).trim()
    );
    Some(found)
}

/// What the programs read and write.
struct Files {
    module: PathBuf,
    adapter: PathBuf,
    output: PathBuf,
}

impl Files {
    fn make(directory: &Path) -> Files {
        let files = Files {
            module: directory.join("module.wasm"),
            adapter: directory.join("adapter.wasm"),
            output: directory.join("component.wasm"),
        };
        // A process starts with the peak of the one that started it, so this one must stay small.
        let this = std::env::current_exe().expect("this program");
        let made = Command::new(this).env(MAKE, &files.module).status();
        assert!(made.expect("start this program").success(), "no module");
        std::fs::write(&files.adapter, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER)
            .expect("write the adapter");
        files
    }

    fn published(&self) -> String {
        format!("wasi_snapshot_preview1={}", self.adapter.display())
    }

    fn ours(&self, options: &[&str]) -> Command {
        let mut command = Command::new(componentize());
        command.args(["new", "--adapt", "wasi_snapshot_preview1"]);
        self.complete(command, options)
    }

    fn ours_published(&self, options: &[&str]) -> Command {
        let mut command = Command::new(componentize());
        command.args(["new", "--adapt", &self.published()]);
        self.complete(command, options)
    }

    fn theirs(&self, wasm_tools: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(wasm_tools);
        command.args(["component", "new", "--adapt", &self.published()]);
        self.complete(command, options)
    }

    fn inspect(&self) -> Command {
        let mut command = Command::new(componentize());
        command.arg("inspect").arg(&self.output);
        command.stdout(Stdio::null());
        command
    }

    fn complete(&self, mut command: Command, options: &[&str]) -> Command {
        command
            .args(options)
            .arg(&self.module)
            .arg("-o")
            .arg(&self.output);
        command.stdin(Stdio::null());
        command
    }
}

fn report(contenders: &[Contender], compare: bool) {
    for contender in contenders {
        print!(
            "  {:<34} {:>7.1} ms {:>8.1} MB",
            contender.name,
            contender.time().as_secs_f64() * 1e3,
            contender.peak() as f64 / 1e6,
        );
        if let Some(theirs) = contenders.last().filter(|_| compare) {
            print!(
                "   {:.2} of the time, {:.2} of the memory",
                contender.time().as_secs_f64() / theirs.time().as_secs_f64(),
                contender.peak() as f64 / theirs.peak() as f64,
            );
        }
        println!();
    }
}
