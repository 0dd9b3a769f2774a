//! What a thousand components cost on one engine: a clone of the shared linker for each, labels added, pre-instantiated.

use copier_host::host::State;
use copier_host::linker;
use std::time::Instant;
use wasmtime::component::Component;
use wasmtime::{Result, Store};

const COUNT: usize = 1000;

fn main() -> Result<()> {
    let engine = linker::engine()?;
    let shared = linker::shared_linker(&engine)?;
    let component = linker::component(&engine)?;
    let app = linker::linker_for(&shared, &component)?;
    measure("stores with an instance", || {
        let mut store = Store::new(&engine, State::default());
        let app = app.instantiate(&mut store)?;
        Ok((store, app))
    })?;
    measure("one component, linked for each", || linker::linker_for(&shared, &component))?;
    measure("components of their own, compiled", || Component::new(&engine, linker::COMPONENT))?;
    let compiled = component.serialize()?;
    // SAFETY: the engine itself has just written these bytes.
    measure("components of their own, compiled before", || unsafe {
        Component::deserialize(&engine, &compiled)
    })?;
    Ok(())
}

/// Makes a thousand of something, and keeps them.
fn measure<T>(what: &str, make: impl Fn() -> Result<T>) -> Result<()> {
    make()?;
    let (memory, start) = (resident(), Instant::now());
    let all: Vec<T> = (0..COUNT).map(|_| make()).collect::<Result<_>>()?;
    let each = start.elapsed() / COUNT as u32;
    let memory = resident().saturating_sub(memory) / COUNT;
    println!("{what}: {each:?} and {memory} bytes each");
    drop(all);
    Ok(())
}

/// The memory that the process has, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}
