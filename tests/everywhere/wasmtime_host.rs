//! The command line in Wasmtime.

use crate::package::built;
use crate::runs::{Host, Ran};
use std::path::Path;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Store, Trap};
use wasmtime_wasi::p2::bindings::sync::{Command, CommandPre};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

struct State {
    context: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.context,
            table: &mut self.table,
        }
    }
}

/// The component, compiled once.
pub struct Wasmtime {
    engine: Engine,
    command: CommandPre<State>,
}

impl Wasmtime {
    pub fn new() -> Wasmtime {
        let engine = Engine::default();
        let component = Component::from_file(&engine, &built().component).unwrap();
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
        let instance = linker.instantiate_pre(&component).unwrap();
        let command = CommandPre::new(instance).unwrap();
        Wasmtime { engine, command }
    }

    fn call(&self, context: WasiCtx) -> i32 {
        let state = State {
            context,
            table: ResourceTable::new(),
        };
        let mut store = Store::new(&self.engine, state);
        let command: Command = self.command.instantiate(&mut store).unwrap();
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
        let (stdout, stderr) = (
            MemoryOutputPipe::new(1 << 26),
            MemoryOutputPipe::new(1 << 20),
        );
        let mut context = WasiCtxBuilder::new();
        context
            .stdout(stdout.clone())
            .stderr(stderr.clone())
            .arg("componentize")
            .args(arguments)
            .env("PWD", directory.to_str().unwrap())
            .preopened_dir("/", "/", FsPerms::ReadWrite)
            .unwrap();
        let status = self.call(context.build());
        Ran {
            status,
            stdout: stdout.contents().to_vec(),
            stderr: String::from_utf8_lossy(&stderr.contents()).into_owned(),
        }
    }
}
