//! A host with an output for each label of `wasi:cli/stdout`.

use crate::bindings::stdout::{Host, StdoutLabel};
use wasmtime::component::{Resource, ResourceTable};
use wasmtime::{Error, Result};
use wasmtime_wasi::p2::DynOutputStream;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// What one label stands for: a stream that can be asked for once.
pub struct Stdout {
    stream: Option<Resource<DynOutputStream>>,
}

impl Host for Stdout {
    fn get_stdout(&mut self) -> Result<Resource<DynOutputStream>> {
        let stream = self.stream.take();
        stream.ok_or_else(|| Error::msg("the stream is taken"))
    }
}

/// What a store holds.
pub struct State {
    console: Stdout,
    log: Stdout,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl State {
    /// The streams are wasmtime-wasi's, in the table that its functions use.
    pub fn new(console: &MemoryOutputPipe, log: &MemoryOutputPipe) -> Result<State> {
        let mut table = ResourceTable::new();
        let mut stdout = |pipe: &MemoryOutputPipe| -> Result<Stdout> {
            let stream: DynOutputStream = Box::new(pipe.clone());
            Ok(Stdout {
                stream: Some(table.push(stream)?),
            })
        };
        Ok(State {
            console: stdout(console)?,
            log: stdout(log)?,
            wasi: WasiCtx::builder().build(),
            table,
        })
    }

    /// What a label stands for.
    pub fn stdout_of(&mut self, label: StdoutLabel) -> &mut Stdout {
        match label {
            StdoutLabel::Console => &mut self.console,
            StdoutLabel::Log => &mut self.log,
        }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
