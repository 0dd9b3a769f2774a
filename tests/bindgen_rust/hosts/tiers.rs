//! Links components that each import one store, and prints for each whether it was linked.

use copier_host::host::State;
use copier_host::linker;
use wasmtime::component::Component;
use wasmtime::Result;

fn main() -> Result<()> {
    let engine = linker::engine()?;
    let shared = linker::shared_linker(&engine)?;
    for path in std::env::args().skip(1) {
        let component = Component::from_file(&engine, path)?;
        let linked: Result<copier_host::bindings::CopierPre<State>> = linker::linker_for(&shared, &component);
        println!("{}", linked.is_ok());
    }
    Ok(())
}
