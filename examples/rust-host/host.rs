//! What plug-ins get from their host, and how the host calls them.

use super::bindings::{Plugin, PluginPre, log};
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Config, Engine, Result, Store};

/// How much a plug-in may compute in one call.
const FUEL: u64 = 1_000_000;

/// What a store holds for one plug-in.
#[derive(Default)]
pub struct State {
    /// What it has logged.
    pub lines: Vec<String>,
}

impl log::Host for State {
    fn log(&mut self, text: String) -> Result<()> {
        self.lines.push(text);
        Ok(())
    }
}

/// Loads plug-ins: one engine and one linker are enough for all of them.
pub struct Host {
    engine: Engine,
    linker: Linker<State>,
}

/// A plug-in that is loaded. Each call gets an instance of its own.
pub struct Loaded {
    plugin: PluginPre<State>,
}

impl Host {
    /// A host without plug-ins.
    pub fn new() -> Result<Host> {
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config)?;
        let mut linker = Linker::new(&engine);
        Plugin::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
        Ok(Host { engine, linker })
    }

    /// Compiles and links a plug-in; one that does not fit the world is refused.
    pub fn load(&self, component: &[u8]) -> Result<Loaded> {
        let component = Component::new(&self.engine, component)?;
        let plugin = PluginPre::new(&self.linker, &component)?;
        Ok(Loaded { plugin })
    }

    /// Lets a plug-in change a text: its name, the text or why there is none, and what it logged.
    pub fn change(&self, loaded: &Loaded, text: &str) -> Result<Changed> {
        let mut store = Store::new(&self.engine, State::default());
        store.set_fuel(FUEL)?;
        let plugin = loaded.plugin.instantiate(&mut store)?;
        let name = plugin.name(&mut store)?;
        let text = plugin.change(&mut store, text)?;
        let lines = store.into_data().lines;
        Ok(Changed { name, text, lines })
    }
}

/// What came of a call.
#[derive(Debug)]
pub struct Changed {
    /// The plug-in's name.
    pub name: String,
    /// The text, or why there is none.
    pub text: Result<String, String>,
    /// What the plug-in logged.
    pub lines: Vec<String>,
}
