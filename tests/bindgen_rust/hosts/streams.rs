//! Runs a component that writes to two outputs, and shows what came to each.

use streams_host::host::State;
use streams_host::linker;
use wasmtime::{Result, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;

fn main() -> Result<()> {
    let engine = linker::engine()?;
    let component = linker::component(&engine)?;
    let app = linker::linker_for(&linker::shared_linker(&engine)?, &component)?;
    let [console, log] = [(); 2].map(|()| MemoryOutputPipe::new(100));
    let mut store = Store::new(&engine, State::new(&console, &log)?);
    app.instantiate(&mut store)?.go(&mut store)?;
    println!("{:?} {:?}", console.contents(), log.contents());
    Ok(())
}
