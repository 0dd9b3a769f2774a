//! A specialised adapter. It is parsed once: what wit-component sees of it, its front and its rest are made from one module
//! in memory, or from the bytes of that.

use super::adapter_outline::adapter_outline;
use super::guest_memory::{guest_memory, set_page_size};
use super::request::Request;
use crate::component::module::WORLD;
use crate::draft::Draft;
use anyhow::Result;
use wit_component::StringEncoding;
use wit_parser::{Resolve, WorldId};

/// A specialised adapter.
pub struct Specialised {
    /// A core module. Its imports are to be lowered on its private memory, except those of modules that start with
    /// `on-guest-memory:`. It takes the guest's memory for one with pages of 64 KiB.
    pub module: Draft,
    /// The size of a page of the guest's memory, as a power of two.
    pub memory_page_size_log2: u32,
    /// Whether calls of the guest's realloc and post-return are announced to it.
    pub tracks_leaving: bool,
    /// The world, encoded for a custom section.
    world: Vec<u8>,
}

impl Specialised {
    /// Adds the world to a core module.
    pub fn new(
        module: Draft,
        request: &Request<'_>,
        resolve: &Resolve,
        world: WorldId,
    ) -> Result<Self> {
        let utf8 = StringEncoding::UTF8;
        Ok(Specialised {
            module,
            memory_page_size_log2: request.memory_page_size_log2,
            tracks_leaving: request.tracks_leaving,
            world: wit_component::metadata::encode(resolve, world, utf8, None, false)?,
        })
    }

    /// What wit-component sees of it: imports, exports and a world.
    pub fn outline(&self) -> Result<Vec<u8>> {
        let mut outline = adapter_outline(&self.module, self.memory_page_size_log2)?;
        append_world(&mut outline, &self.world);
        Ok(outline)
    }

    /// The adapter as a module of its own: with its world, and with the guest's memory as it is.
    pub fn whole(mut self) -> Result<Vec<u8>> {
        if let Some(memory) = guest_memory(&self.module) {
            let memory = &mut self.module.memories[memory as usize];
            set_page_size(memory, self.memory_page_size_log2);
        }
        let mut wasm = self.module.write()?;
        append_world(&mut wasm, &self.world);
        Ok(wasm)
    }
}

fn append_world(wasm: &mut Vec<u8>, world: &[u8]) {
    use wasm_encoder::Section;
    wasm_encoder::CustomSection {
        name: WORLD.into(),
        data: world.into(),
    }
    .append_to(wasm);
}
