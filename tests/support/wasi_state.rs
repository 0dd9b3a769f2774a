//! What an instance has of WASI in Wasmtime, and nothing else.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

pub struct State {
    context: WasiCtx,
    table: ResourceTable,
}

impl State {
    pub fn new(context: WasiCtx) -> State {
        let table = ResourceTable::new();
        State { context, table }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.context,
            table: &mut self.table,
        }
    }
}
