//! Programs that are measured as whole processes.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The `componentize` that is measured: the one that the variable names, or the one that cargo built for the bench.
pub fn componentize() -> PathBuf {
    std::env::var_os("COMPONENTIZE").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_componentize")),
        PathBuf::from,
    )
}

/// A number that a variable sets.
pub fn setting(name: &str, default: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} must be a number")),
        Err(_) => default,
    }
}

/// Says so where the figures mean nothing.
pub fn warn_of_debug_build() {
    if cfg!(debug_assertions) && std::env::var_os("COMPONENTIZE").is_none() {
        println!("*** THIS BUILD IS NOT OPTIMIZED: the figures mean nothing ***");
    }
}

/// A program, and how its runs went.
pub struct Contender {
    /// What the report calls it.
    pub name: &'static str,
    command: Command,
    /// How long each run took.
    pub times: Vec<Duration>,
    peaks: Vec<u64>,
}

impl Contender {
    /// A program that has not run yet.
    pub fn new(name: &'static str, command: Command) -> Contender {
        Contender {
            name,
            command,
            times: Vec::new(),
            peaks: Vec::new(),
        }
    }

    /// Runs it once.
    pub fn run(&mut self) {
        let start = Instant::now();
        let child = self.command.spawn().expect("start the program");
        let peak = process::wait(child);
        self.times.push(start.elapsed());
        self.peaks.push(peak);
    }

    /// The median of the times.
    pub fn time(&self) -> Duration {
        median(&self.times)
    }

    /// The median of the peaks of resident memory.
    pub fn peak(&self) -> u64 {
        median(&self.peaks)
    }
}

/// The middle one.
pub fn median<T: Ord + Copy>(values: &[T]) -> T {
    let mut values = values.to_vec();
    values.sort();
    values[values.len() / 2]
}

/// Waiting for a process and asking for its peak of resident memory, which the standard library does not do.
#[cfg(unix)]
mod process {
    use std::process::Child;

    /// `struct rusage`, of which only the peak is read; it is the third field everywhere.
    #[repr(C)]
    struct Usage {
        user: [i64; 2],
        system: [i64; 2],
        peak: i64,
        rest: [i64; 16],
    }

    unsafe extern "C" {
        fn wait4(process: i32, status: *mut i32, options: i32, usage: *mut Usage) -> i32;
    }

    /// Waits for a process to succeed; gives its peak in bytes.
    pub fn wait(child: Child) -> u64 {
        let mut usage = Usage {
            user: [0; 2],
            system: [0; 2],
            peak: 0,
            rest: [0; 16],
        };
        let mut status = 0;
        let process = i32::try_from(child.id()).expect("a process number");
        // SAFETY: both pointers are valid for the call, and `Usage` is not smaller than the system's structure.
        let waited = unsafe { wait4(process, &mut status, 0, &mut usage) };
        assert_eq!((waited, status), (process, 0), "the program failed");
        let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
        usage.peak as u64 * unit
    }
}

/// Where there is no such call, only the time is measured.
#[cfg(not(unix))]
mod process {
    use std::process::Child;

    /// Waits for a process to succeed.
    pub fn wait(mut child: Child) -> u64 {
        assert!(
            child.wait().expect("wait for the program").success(),
            "the program failed"
        );
        0
    }
}
