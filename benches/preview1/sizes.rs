//! What an adapter adds to a component, by what the module imports.

use std::fmt::Write;

use crate::support::hosts::{Host, componentize};
use crate::support::preview1::{FUNCTIONS, MODULE, Param};

/// Import sets, from the least to all; an empty one stands for every function.
const SETS: &[(&str, &[&str])] = &[
    ("fd_write", &["fd_write"]),
    (
        "fd_write, environ_get, environ_sizes_get, proc_exit",
        &["fd_write", "environ_get", "environ_sizes_get", "proc_exit"],
    ),
    (
        "fd_read, fd_write, fd_close, fd_seek, fd_fdstat_get, args_get, args_sizes_get, proc_exit",
        &[
            "fd_read",
            "fd_write",
            "fd_close",
            "fd_seek",
            "fd_fdstat_get",
            "args_get",
            "args_sizes_get",
            "proc_exit",
        ],
    ),
    (
        "clock_time_get, random_get",
        &["clock_time_get", "random_get"],
    ),
    ("poll_oneoff", &["poll_oneoff"]),
    (
        "what Rust's std imports for reading files",
        &[
            "args_get",
            "args_sizes_get",
            "environ_get",
            "environ_sizes_get",
            "fd_close",
            "fd_filestat_get",
            "fd_prestat_dir_name",
            "fd_prestat_get",
            "fd_read",
            "fd_seek",
            "fd_write",
            "path_open",
            "proc_exit",
        ],
    ),
    ("all 46 functions", &[]),
];

/// A command that imports these functions, as text.
fn module(set: &[&str]) -> String {
    let mut wat = String::from("(module\n");
    for f in FUNCTIONS
        .iter()
        .filter(|f| set.is_empty() || set.contains(&f.name))
    {
        let core: String = f
            .params
            .iter()
            .map(|p| if *p == Param::I32 { " i32" } else { " i64" })
            .collect();
        let result = if f.has_result() { "(result i32)" } else { "" };
        writeln!(
            wat,
            "(import \"{MODULE}\" \"{}\" (func (param{core}) {result}))",
            f.name
        )
        .unwrap();
    }
    wat.push_str("(memory (export \"memory\") 1) (func (export \"_start\")))");
    wat
}

/// Prints the table.
pub fn print() {
    println!("\n| The module imports | built in | published |\n|---|--:|--:|");
    for (name, set) in SETS {
        let wasm = wat::parse_str(module(set)).expect("the module is well-formed");
        let added = |host| {
            let component = componentize(host, &wasm).expect("the module is wrapped");
            component.len() - wasm.len()
        };
        println!(
            "| {name} | {} | {} |",
            added(Host::Ours),
            added(Host::Reference)
        );
    }
    println!("\nBytes that wrapping adds to the module, with default options.");
}
