//! `wasmtime run`, by the library: build tools call a program that runs what they have built.

use crate::support::hosts::{self, Preview2};
use wasmtime::Store;
use wasmtime::component::Component;
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::{I32Exit, WasiCtxBuilder};

/// Runs the component that the first line of the variable `RUN` names, with the other lines as arguments.
#[test]
#[ignore = "the program `wasmtime` of the other tests"]
fn wasmtime() {
    let run = std::env::var("RUN").expect("this test is a program for the others");
    let words: Vec<&str> = run.lines().collect();
    let mut context = WasiCtxBuilder::new();
    context.inherit_stdio().inherit_env().args(&words);
    let bytes = std::fs::read(words[0]).expect("a component");
    let component = Component::new(hosts::engine(), bytes).expect("a component");
    let mut store = Store::new(hosts::engine(), Preview2::new(context.build()));
    let command = Command::instantiate(&mut store, &component, hosts::component_linker())
        .expect("a command for WASI 0.2");
    let result = command.wasi_cli_run().call_run(&mut store);
    let status = match result {
        Ok(result) => i32::from(result.is_err()),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => exit.0,
            None => panic!("{error:?}"),
        },
    };
    std::process::exit(status);
}
