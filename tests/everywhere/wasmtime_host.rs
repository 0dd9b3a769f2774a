//! The command line in Wasmtime.

use crate::package::built;
use crate::runs::{Host, Ran};
use crate::wasi_state::State;
use std::path::Path;
use wasmtime::component::{Component, Instance, InstancePre, Linker};
use wasmtime::{Engine, Store, Trap};
use wasmtime_wasi::p2::bindings::sync::{Command, CommandPre};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxBuilder};

/// The component, compiled once.
pub struct Wasmtime {
    engine: Engine,
    instance: InstancePre<State>,
}

impl Wasmtime {
    pub fn new() -> Wasmtime {
        let engine = Engine::default();
        let component = Component::from_file(&engine, &built().component).unwrap();
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
        let instance = linker.instantiate_pre(&component).unwrap();
        Wasmtime { engine, instance }
    }

    /// An instance for programs, which has no files.
    pub fn instance(&self) -> (Store<State>, Instance) {
        let mut store = self.store(WasiCtxBuilder::new().build());
        let instance = self.instance.instantiate(&mut store).unwrap();
        (store, instance)
    }

    fn store(&self, context: WasiCtx) -> Store<State> {
        Store::new(&self.engine, State::new(context))
    }

    /// Runs the command in a directory as `wasmtime run --dir .` does.
    pub fn run_with_directory(&self, directory: &Path, arguments: &[String]) -> Ran {
        let mut context = WasiCtxBuilder::new();
        context
            .preopened_dir(directory, ".", FsPerms::ReadWrite)
            .unwrap();
        self.ran(context, arguments)
    }

    fn ran(&self, mut context: WasiCtxBuilder, arguments: &[String]) -> Ran {
        let (stdout, stderr) = (
            MemoryOutputPipe::new(1 << 26),
            MemoryOutputPipe::new(1 << 20),
        );
        context
            .stdout(stdout.clone())
            .stderr(stderr.clone())
            .arg("componentize")
            .args(arguments);
        let status = self.call(context.build());
        Ran {
            status,
            stdout: stdout.contents().to_vec(),
            stderr: String::from_utf8_lossy(&stderr.contents()).into_owned(),
        }
    }

    fn call(&self, context: WasiCtx) -> i32 {
        let mut store = self.store(context);
        let command = CommandPre::new(self.instance.clone()).unwrap();
        let command: Command = command.instantiate(&mut store).unwrap();
        match command.wasi_cli_run().call_run(&mut store) {
            Ok(result) => i32::from(result.is_err()),
            Err(error) => match (error.downcast_ref::<I32Exit>(), error.downcast_ref()) {
                (Some(exit), _) => exit.0,
                // A panic has said what happened before it traps.
                (_, Some(Trap::UnreachableCodeReached)) => 1,
                _ => panic!("{error:?}"),
            },
        }
    }
}

impl Host for Wasmtime {
    fn run(&mut self, directory: &Path, arguments: &[String]) -> Ran {
        let mut context = WasiCtxBuilder::new();
        context
            .env("PWD", directory.to_str().unwrap())
            .preopened_dir("/", "/", FsPerms::ReadWrite)
            .unwrap();
        self.ran(context, arguments)
    }
}
