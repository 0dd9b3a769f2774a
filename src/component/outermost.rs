//! The sections of a component at its outermost level, one after the other.

use super::sections::{MODULE_HEADER, component_id, headers};
use anyhow::{Context, Result, bail};
use std::ops::Range;
use wasm_encoder::{Component, RawSection};
use wasmparser::{Chunk, Parser, Payload, WasmFeatures};

/// Calls `each` with the sections of a component, without going into what is nested in them.
pub fn for_each_section<'a>(
    component: &'a [u8],
    mut each: impl FnMut(Payload<'a>) -> Result<()>,
) -> Result<()> {
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut rest = component;
    while !rest.is_empty() {
        let Chunk::Parsed { consumed, payload } = parser.parse(rest, true)? else {
            bail!("internal error: the component is cut short");
        };
        rest = &rest[consumed..];
        if let Payload::ModuleSection {
            unchecked_range, ..
        }
        | Payload::ComponentSection {
            unchecked_range, ..
        } = &payload
        {
            let skipped = (unchecked_range.end - unchecked_range.start) as usize;
            rest = rest
                .get(skipped..)
                .context("internal error: the component is cut short")?;
        }
        match payload {
            Payload::Version { .. } | Payload::End(_) => {}
            section => each(section)?,
        }
    }
    Ok(())
}

/// The contents of the first core module, which is the main module's place.
pub fn main_module(component: &[u8]) -> Result<Range<usize>> {
    let first = headers(component, MODULE_HEADER.len())?
        .into_iter()
        .find(|header| header.id == component_id::CORE_MODULE)
        .context("internal error: the component has no core module")?;
    Ok(first.contents.start as usize..first.contents.end as usize)
}

/// Copies a section of `component` that a pass does not change.
pub fn copy_section(component: &[u8], section: &Payload<'_>, output: &mut Component) -> Result<()> {
    let (id, range) = section
        .as_section()
        .context("internal error: a section without a place")?;
    let data = &component[range.start as usize..range.end as usize];
    output.section(&RawSection { id, data });
    Ok(())
}
