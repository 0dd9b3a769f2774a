//! The hosts of a guest, and how a core module becomes what each of them runs.

use std::sync::OnceLock;

use anyhow::{Context, Result};
use wasi_preview1_component_adapter_provider as provider;
use wasmtime::component::{Component, Linker as ComponentLinker, ResourceTable};
use wasmtime::{Config, Engine, Linker, Module, ResourceLimiter};
use wasmtime_wasi::p1::{self, WasiP1Ctx};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView, p2};
use wit_component::ComponentEncoder;

use super::preview1::MODULE;

/// Where a guest runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Host {
    /// As a core module, on wasmtime's preview1 host.
    Native,
    /// As a component with this crate's adapter, on wasmtime's preview2 host.
    Ours,
    /// As a component with the published adapter.
    Reference,
    /// As a component with this crate's adapter, in a Python package on WASI in Python.
    #[cfg(feature = "bindgen")]
    Python,
}

/// The host that is compared with the native one: ours, unless the environment variable `TEST_ADAPTER` says
/// `published`, to see what a suite makes of the published adapter, `python`, for WASI in Python, or `native`, to see what a
/// test itself expects.
pub fn compared() -> Host {
    match std::env::var("TEST_ADAPTER") {
        Ok(adapter) if adapter == "published" => Host::Reference,
        Ok(adapter) if adapter == "native" => Host::Native,
        #[cfg(feature = "bindgen")]
        Ok(adapter) if adapter == "python" => Host::Python,
        _ => Host::Ours,
    }
}

/// The one engine of a test process.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut config = Config::new();
        config.wasm_multi_memory(true).wasm_component_model(true);
        Engine::new(&config).expect("an engine of this configuration")
    })
}

/// The host's state of a component.
pub struct Preview2 {
    /// WASI 0.2.
    pub ctx: WasiCtx,
    /// The resources that the component holds.
    pub table: ResourceTable,
    /// How often the component called the host, where that is counted.
    pub calls: u64,
    /// The sizes in bytes of the component's memories, in the order in which they came.
    pub memories: Vec<usize>,
}

/// The host's state of a core module.
pub struct Preview1 {
    /// WASI preview1.
    pub ctx: WasiP1Ctx,
    /// How often the module called the host, where that is counted.
    pub calls: u64,
}

/// No guest may make the host keep more resources than this: a leaked handle fails a long run.
pub const MOST_RESOURCES: usize = 1_000;

impl Preview2 {
    /// A state with a capped resource table.
    pub fn new(ctx: WasiCtx) -> Preview2 {
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_RESOURCES);
        Preview2 {
            ctx,
            table,
            calls: 0,
            memories: Vec::new(),
        }
    }
}

/// Limits nothing, but notes how large memories are.
impl ResourceLimiter for Preview2 {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        match self.memories.iter_mut().find(|size| **size == current) {
            Some(size) if current > 0 => *size = desired,
            _ => self.memories.push(desired),
        }
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for Preview2 {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.ctx,
            table: &mut self.table,
        }
    }
}

/// The linker of core modules.
pub fn core_linker() -> &'static Linker<Preview1> {
    static LINKER: OnceLock<Linker<Preview1>> = OnceLock::new();
    LINKER.get_or_init(|| {
        let mut linker = Linker::new(engine());
        p1::add_to_linker_sync(&mut linker, |state: &mut Preview1| &mut state.ctx)
            .expect("preview1 can be linked");
        linker
    })
}

/// The linker of components.
pub fn component_linker() -> &'static ComponentLinker<Preview2> {
    static LINKER: OnceLock<ComponentLinker<Preview2>> = OnceLock::new();
    LINKER.get_or_init(|| {
        let mut linker = ComponentLinker::new(engine());
        p2::add_to_linker_sync(&mut linker).expect("preview2 can be linked");
        linker
    })
}

/// A core module from its bytes or its text.
pub fn module(wasm: &[u8]) -> Result<Module> {
    Module::new(engine(), wasm).map_err(anyhow::Error::from)
}

/// The component of a core module for one of the two component hosts, as bytes.
pub fn componentize(host: Host, wasm: &[u8]) -> Result<Vec<u8>> {
    match host {
        Host::Native => unreachable!("a core module runs as it is"),
        Host::Ours => ours(wasm).context("this crate does not wrap the guest"),
        #[cfg(feature = "bindgen")]
        Host::Python => ours(wasm).context("this crate does not wrap the guest"),
        Host::Reference => reference(wasm).context("the published adapter does not wrap the guest"),
    }
}

/// The compiled component of a core module.
pub fn component(host: Host, wasm: &[u8]) -> Result<Component> {
    Component::new(engine(), componentize(host, wasm)?).map_err(anyhow::Error::from)
}

fn ours(wasm: &[u8]) -> Result<Vec<u8>> {
    let component = componentize::Componentizer::new(wasm)
        .builtin_adapter()
        .encode()?;
    Ok(component)
}

fn reference(wasm: &[u8]) -> Result<Vec<u8>> {
    let wasm = wat::parse_bytes(wasm)?;
    let command = wasmparser::Parser::new(0)
        .parse_all(&wasm)
        .filter_map(|payload| match payload {
            Ok(wasmparser::Payload::ExportSection(exports)) => Some(exports),
            _ => None,
        })
        .flatten()
        .any(|export| export.is_ok_and(|e| e.name == "_start"));
    let adapter = match command {
        true => provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
        false => provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
    };
    ComponentEncoder::default()
        .module(&wasm)?
        .adapter(MODULE, adapter)?
        .encode()
}
