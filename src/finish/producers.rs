//! Says in a component which tools made it.
//!
//! wit-component writes a section `producers` with its own name at the component's outermost level; this adds ours to it.
//! Everything else is copied: wasm-metadata, which could do the same, encodes the core modules again.

use crate::component::outermost::{copy_section, for_each_section};
use anyhow::Result;
use wasm_encoder::{Component, ProducersField, ProducersSection};
use wasm_metadata::Producers;
use wasmparser::Payload;

/// Adds `processed-by componentize` with our version.
pub fn add_ourselves(component: &[u8]) -> Result<Vec<u8>> {
    let mut output = Component::new();
    let mut found = false;
    for_each_section(component, |payload| {
        if let Payload::CustomSection(section) = &payload
            && section.name() == "producers"
            && !found
        {
            found = true;
            let others = Producers::from_bytes(section.data(), section.data_offset())?;
            output.section(&with_ourselves(others));
            return Ok(());
        }
        copy_section(component, &payload, &mut output)
    })?;
    if !found {
        output.section(&with_ourselves(Producers::empty()));
    }
    Ok(output.finish())
}

fn with_ourselves(mut producers: Producers) -> ProducersSection {
    producers.add(
        "processed-by",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
    );
    let mut section = ProducersSection::new();
    for (name, values) in producers.iter() {
        let mut field = ProducersField::new();
        for (tool, version) in values.iter() {
            field.value(tool, version);
        }
        section.field(name, &field);
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_come_after_those_that_are_there() {
        let component = wat::parse_str(
            r#"(component (core module $m) (@producers (processed-by "wit-component" "0.1.0")) (import "f" (func)))"#,
        )
        .unwrap();
        let text = wasmprinter::print_bytes(add_ourselves(&component).unwrap()).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "(processed-by \"wit-component\" \"0.1.0\")\n    (processed-by \"componentize\" \"{version}\")"
        );
        assert!(text.contains(&expected), "{text}");
        assert!(
            text.find("@producers").unwrap() < text.find("(import").unwrap(),
            "{text}"
        );
    }

    #[test]
    fn a_component_without_the_section_gets_one() {
        let text = wasmprinter::print_bytes(add_ourselves(b"\0asm\x0d\0\x01\0").unwrap()).unwrap();
        assert!(text.contains("(processed-by \"componentize\""), "{text}");
    }
}
