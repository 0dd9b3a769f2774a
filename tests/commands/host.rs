//! `wasmtime run`, as far as the pages use it: the command line of Wasmtime, played by its library of the same version,
//! because the command cannot be had as a dependency.

use crate::wasi_state::State;
use std::process::ExitCode;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Error, Result, Store};
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtxBuilder};

/// `wasmtime run [--dir DIRECTORY]... COMPONENT [ARGUMENT]...`
pub fn main(arguments: Vec<String>) -> ExitCode {
    match run(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            eprintln!("Error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> Result<u8> {
    let mut arguments = arguments.into_iter().peekable();
    let command = arguments.next();
    if command.as_deref() != Some("run") {
        return Err(Error::msg(format!(
            "only `wasmtime run` is played, not {command:?}"
        )));
    }
    let mut context = WasiCtxBuilder::new();
    context.inherit_stdio();
    while arguments.peek().is_some_and(|it| it == "--dir") {
        let directory = arguments.nth(1).unwrap_or_default();
        context.preopened_dir(&directory, &directory, FsPerms::ReadWrite)?;
    }
    let rest: Vec<String> = arguments.collect();
    let [path, ..] = rest.as_slice() else {
        return Err(Error::msg("no component is named"));
    };
    context.args(&rest);

    let engine = Engine::default();
    let component = Component::from_file(&engine, path)?;
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    let mut store = Store::new(&engine, State::new(context.build()));
    let command = Command::instantiate(&mut store, &component, &linker)?;
    match command.wasi_cli_run().call_run(&mut store) {
        Ok(result) => Ok(u8::from(result.is_err())),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Ok(u8::try_from(exit.0).unwrap_or(1)),
            None => Err(error),
        },
    }
}
