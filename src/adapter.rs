//! The built-in adapter by itself, and as it is in a component.

use crate::component::module::Module;
use crate::error::Error;
use crate::explain::linking::refuse_relocatable;
use crate::input;
use crate::requirements::{self, BuiltIn};
use crate::specialise::request::Request;
use crate::specialise::{ARTEFACT, specialise};
use crate::variant::{Form, Variant, WasiVersion};

/// The built-in adapter as it is in one component.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsedAdapter {
    /// Command or reactor.
    pub variant: Variant,
    /// The WASI version that it imports.
    pub wasi_version: WasiVersion,
    /// The preview1 functions that the module imports, in alphabetical order.
    pub functions: Vec<String>,
}

impl UsedAdapter {
    pub(crate) fn new(chosen: &BuiltIn, wasi_version: WasiVersion) -> Self {
        UsedAdapter {
            variant: match chosen.variant {
                Form::Command => Variant::Command,
                Form::Reactor => Variant::Reactor,
            },
            wasi_version,
            functions: chosen.functions.iter().cloned().collect(),
        }
    }
}

/// The built-in adapter for `wasi_snapshot_preview1` as it is built in: a core module with all its functions and two
/// memories, its own and the guest's.
///
/// It is for reading. Before it is used it is specialised, see [`specialised_adapter`].
pub fn builtin_adapter() -> &'static [u8] {
    ARTEFACT
}

/// The built-in adapter reduced to what one core module, in the binary format or as WAT text, imports from preview1.
///
/// The result is a core module with a world. Its imported functions must be lowered on its exported memory
/// `private-memory`, except those of modules that start with `on-guest-memory:`, which are lowered on the memory that it
/// imports; [`Componentizer`](crate::Componentizer) does so by itself. A module that needs no adapter gives `None`.
///
/// # Errors
///
/// A module that the adapter cannot be made for is refused as [`Componentizer::wrap`](crate::Componentizer::wrap) does.
pub fn specialised_adapter(
    module: &[u8],
    variant: Variant,
    wasi_version: WasiVersion,
) -> Result<Option<Vec<u8>>, Error> {
    let wasm = input::core_module(module)?;
    let parsed = Module::parse(&wasm)?;
    refuse_relocatable(&parsed)?;
    let Some(chosen) = requirements::built_in(&parsed, variant, &[])? else {
        return Ok(None);
    };
    let specialised = specialise(&Request {
        functions: &chosen.functions,
        variant: chosen.variant,
        wasi_version,
        memory_page_size_log2: chosen.memory_page_size_log2,
        tracks_leaving: chosen.tracks_leaving,
    })
    .map_err(Error::from_any)?;
    Ok(Some(specialised.whole().map_err(Error::from_any)?))
}
