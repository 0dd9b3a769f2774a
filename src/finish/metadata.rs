//! What a component says about itself to people and registries.

use crate::component::sections::{MODULE_HEADER, component_id, headers, push_section};
use anyhow::{Result, bail, ensure};
use wasm_encoder::{ComponentSection, CustomSection};
use wasm_metadata::{AddMetadata, AddMetadataField};
use wasmparser::BinaryReader;

/// What a component says about itself: its name, and the custom sections that registries read.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// The component's name.
    pub name: Option<String>,
    /// What it is, for people.
    pub description: Option<String>,
    /// Under which licenses it is, as an SPDX expression.
    pub licenses: Option<String>,
    /// The URL of its source code.
    pub source: Option<String>,
    /// The URL of its home page.
    pub homepage: Option<String>,
    /// The source's revision, as its version control names it.
    pub revision: Option<String>,
    /// The component's version.
    pub version: Option<String>,
}

impl Metadata {
    /// Each custom section and its text, in the order in which `wasm-tools metadata add` writes them.
    fn sections(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("description", &self.description),
            ("licenses", &self.licenses),
            ("source", &self.source),
            ("homepage", &self.homepage),
            ("revision", &self.revision),
            ("version", &self.version),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_deref()?)))
    }

    /// Adds all that is set to a component.
    pub(crate) fn add_to(&self, mut component: Vec<u8>) -> Result<Vec<u8>> {
        for (name, text) in self.sections() {
            ensure!(!text.is_empty(), "the component's {name} must not be empty");
            let url = matches!(name, "source" | "homepage");
            ensure!(
                !url || is_url(text),
                "the component's {name} must be a URL, but it is `{text}`"
            );
        }
        if let Some(licenses) = &self.licenses
            && let Err(error) = spdx::Expression::parse(licenses)
        {
            bail!(
                "the component's licenses must be an SPDX expression, such as `MIT OR Apache-2.0`, but they are \
                 `{licenses}`: {}",
                error.reason
            );
        }
        if let Some(name) = &self.name {
            let mut add = AddMetadata::default();
            add.name = AddMetadataField::Set(name.clone());
            component = add.to_wasm(&component)?;
        }
        for (name, text) in self.sections() {
            let data = text.as_bytes().into();
            CustomSection {
                name: name.into(),
                data,
            }
            .append_to_component(&mut component);
        }
        Ok(component)
    }
}

/// A component without the names that wit-component gives to what it generates: its outermost `component-name` section,
/// which is for debugging and as large as the component's imports.
pub fn without_names(component: &[u8]) -> Result<Vec<u8>> {
    let mut kept = component[..MODULE_HEADER.len()].to_vec();
    for header in headers(component, MODULE_HEADER.len())? {
        let contents = header.of(component);
        let is_name = header.id == component_id::CUSTOM
            && BinaryReader::new(contents, 0).read_string()? == "component-name";
        if !is_name {
            push_section(header.id, contents, &mut kept);
        }
    }
    Ok(kept)
}

/// Whether a text starts with a scheme and goes on after it.
fn is_url(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
            && rest.len() > 2
    })
}
