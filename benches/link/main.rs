//! How long the build step takes: wasm-ld alone, `componentize ld`, and `componentize new` of what wasm-ld wrote.
//!
//! `cargo bench --bench link` links a program of 100 KB and one of 60 MB, in turns, as whole processes, each over an
//! output of the run before. It prints the fastest and the median times, and what `componentize ld` takes longer than wasm-ld
//! alone: at most 20 ms for the small program, at most the time of `componentize new` for the large one. The difference is
//! that of one turn, its median that of all turns.
//!
//! wasm-ld is the one that the variable COMPONENTIZE_WASM_LD names, or the `rust-lld` of the installed Rust. RUNS sets how
//! often the large program is linked (15; the small one five times as often), MEGABYTES how large it is. COMPONENTIZE names
//! a binary to measure instead of the one that cargo built for this bench.

#[path = "../processes/contender.rs"]
mod contender;
mod object;
#[path = "../processes/parts.rs"]
mod parts;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use contender::{Contender, componentize, median, setting, warn_of_debug_build};
use object::object;

/// Names a file to write the object to, and nothing else; the size is the variable's after it.
const MAKE: &str = "COMPONENTIZE_BENCH_MAKE";
const SIZE: &str = "COMPONENTIZE_BENCH_SIZE";
/// What the build step may add to the link of the small program.
const MOST: Duration = Duration::from_millis(20);

fn main() {
    if let Some(path) = std::env::var_os(MAKE) {
        std::fs::write(path, object(setting(SIZE, 0))).expect("write the object");
        return;
    }
    let runs = setting("RUNS", 15);
    warn_of_debug_build();
    let wasm_ld = wasm_ld();
    println!("with {}", wasm_ld.display());
    let small = Times::measure(&wasm_ld, 100 << 10, 5 * runs);
    let added = small.added();
    report(&small, added <= MOST, &format!("at most {}", ms(MOST)));
    let large = Times::measure(&wasm_ld, setting("MEGABYTES", 60) << 20, runs);
    let wrap = median(&large.0[2].times);
    let bound = format!("at most {}, as `componentize new`", ms(wrap));
    report(&large, large.added() <= wrap, &bound);
}

/// The wasm-ld to measure.
fn wasm_ld() -> PathBuf {
    if let Some(named) = std::env::var_os("COMPONENTIZE_WASM_LD") {
        return named.into();
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let printed = Command::new(rustc).args(["--print", "sysroot"]).output();
    let printed = printed.expect("rustc runs").stdout;
    let sysroot = String::from_utf8(printed).expect("a path");
    let hosts = Path::new(sysroot.trim()).join("lib/rustlib");
    let hosts = std::fs::read_dir(hosts).expect("a directory of Rust's");
    let mut programs = hosts.map(|host| host.expect("an entry").path().join("bin/rust-lld"));
    programs
        .find(|program| program.is_file())
        .expect("Rust has no `rust-lld`: name a wasm-ld by COMPONENTIZE_WASM_LD")
}

/// The three programs, and how their runs went.
struct Times([Contender; 3]);

impl Times {
    fn measure(wasm_ld: &Path, size: usize, runs: usize) -> Times {
        let memory = Path::new("/dev/shm");
        let directory = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        let directory = directory.expect("a directory for the object");
        let object = directory.path().join("program.o");
        // A process starts with the peak of the one that started it, so this one must stay small.
        let this = std::env::current_exe().expect("this program");
        let mut make = Command::new(this);
        make.env(MAKE, &object).env(SIZE, size.to_string());
        assert!(make.status().expect("start this program").success());
        let mut times = Times(contenders(wasm_ld, directory.path()));
        // Once to have the outputs that the next run replaces, and everything in the caches.
        times.turn(0);
        for contender in &mut times.0 {
            contender.times.clear();
        }
        for run in 0..runs {
            times.turn(run);
        }
        let module = std::fs::metadata(directory.path().join("core.wasm"));
        println!(
            "\na program of {:.1} MB, {runs} runs each, in turns",
            module.expect("the module").len() as f64 / 1e6
        );
        times
    }

    /// Runs all, each time another one first.
    fn turn(&mut self, number: usize) {
        for place in 0..3 {
            self.0[(number + place) % 3].run();
        }
    }

    /// By how much the build step is slower than wasm-ld alone.
    fn added(&self) -> Duration {
        let [alone, step, _] = &self.0;
        let turns = step.times.iter().zip(&alone.times);
        median(
            &turns
                .map(|(step, alone)| step.saturating_sub(*alone))
                .collect::<Vec<_>>(),
        )
    }
}

/// wasm-ld, the build step, and the wrap of what wasm-ld wrote.
fn contenders(wasm_ld: &Path, directory: &Path) -> [Contender; 3] {
    let linking = |mut command: Command, output: &str| {
        command
            .arg("--no-gc-sections")
            .arg(directory.join("program.o"));
        command.arg("-o").arg(directory.join(output));
        command
    };
    let mut alone = Command::new(wasm_ld);
    if wasm_ld.file_stem().is_some_and(|stem| stem == "rust-lld") {
        alone.args(["-flavor", "wasm"]);
    }
    let mut step = Command::new(componentize());
    step.arg("ld").arg("--wasm-ld-path").arg(wasm_ld);
    let mut wrap = Command::new(componentize());
    wrap.args(["new", "--quiet", "--adapt", "wasi_snapshot_preview1"]);
    wrap.arg(directory.join("core.wasm"));
    wrap.arg("-o").arg(directory.join("wrapped.wasm"));
    [
        ("wasm-ld", linking(alone, "core.wasm")),
        ("componentize ld", linking(step, "linked.wasm")),
        ("componentize new", wrap),
    ]
    .map(|(name, mut command)| {
        command.stdin(Stdio::null());
        Contender::new(name, command)
    })
}

fn report(times: &Times, holds: bool, bound: &str) {
    let alone = median(&times.0[0].times).as_secs_f64();
    for contender in &times.0 {
        println!(
            "  {:<18} fastest {:>10}, median {:>10}, {:>5.2} of wasm-ld, {:>6.1} MB of memory",
            contender.name,
            ms(*contender.times.iter().min().expect("a run")),
            ms(contender.time()),
            contender.time().as_secs_f64() / alone,
            contender.peak() as f64 / 1e6,
        );
    }
    println!(
        "  `componentize ld` takes {} longer than wasm-ld alone, {bound}: {}",
        ms(times.added()),
        if holds { "holds" } else { "DOES NOT HOLD" },
    );
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
