//! Hands a text to plug-ins, which are components.
//!
//! ```sh
//! cd examples/rust-host
//! componentize new plugins/upper.wat --wit plugin.wit -o upper.wasm
//! cargo run --example rust-host "some text" upper.wasm
//! ```

mod bindings;
mod host;

use host::Host;
use wasmtime::{Result, format_err};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next();
    let text = text.ok_or_else(|| format_err!("usage: rust-host TEXT PLUGIN..."))?;
    let host = Host::new()?;
    for path in arguments {
        let plugin = host.load(&std::fs::read(path)?)?;
        match host.change(&plugin, &text) {
            Ok(changed) => println!("{}: {:?} {:?}", changed.name, changed.text, changed.lines),
            Err(error) => println!("the plug-in was stopped: {}", error.root_cause()),
        }
    }
    Ok(())
}
