//! A specialised adapter: its code, and the outline of it that wit-component sees.

use super::WORLD;
use super::adapter_outline::adapter_outline;
use super::edit::{DEFAULT_PAGE_SIZE_LOG2, guest_memory, parse, set_page_size};
use anyhow::Result;
use wit_component::StringEncoding;
use wit_parser::{Resolve, WorldId};

/// A specialised adapter.
pub struct Specialised {
    /// A core module. Its imports are to be lowered on its private memory, except those of modules that start with
    /// `on-guest-memory:`. It takes the guest's memory for one with pages of 64 KiB.
    pub wasm: Vec<u8>,
    /// The size of a page of the guest's memory, as a power of two.
    pub memory_page_size_log2: u32,
    /// What wit-component sees of it: imports, exports and a world.
    pub outline: Vec<u8>,
    /// The world, encoded for a custom section.
    world: Vec<u8>,
}

impl Specialised {
    /// Adds the world to a core module.
    pub fn new(
        wasm: Vec<u8>,
        memory_page_size_log2: u32,
        resolve: &Resolve,
        world: WorldId,
    ) -> Result<Self> {
        let utf8 = StringEncoding::UTF8;
        let world = wit_component::metadata::encode(resolve, world, utf8, None, false)?;
        let mut outline = adapter_outline(&wasm, memory_page_size_log2)?;
        append_world(&mut outline, &world);
        Ok(Specialised {
            wasm,
            memory_page_size_log2,
            outline,
            world,
        })
    }

    /// Changes the names of imports and exports.
    pub fn map(self, rename: impl Fn(&[u8]) -> Result<Vec<u8>>) -> Result<Self> {
        Ok(Specialised {
            wasm: rename(&self.wasm)?,
            outline: rename(&self.outline)?,
            ..self
        })
    }

    /// The adapter as a module of its own: with its world, and with the guest's memory as it is.
    pub fn whole(self) -> Result<Vec<u8>> {
        let mut wasm = self.wasm;
        if self.memory_page_size_log2 != DEFAULT_PAGE_SIZE_LOG2 {
            let mut module = parse(&wasm, false)?;
            if let Some((_, memory)) = guest_memory(&module) {
                let memory = module.memories.get_mut(memory);
                set_page_size(memory, self.memory_page_size_log2);
            }
            wasm = module.emit_wasm();
        }
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
