//! Gives imports of a finished component labels.
//!
//! ```wat
//! (import "wasi:keyvalue/store@0.2.0"     =>    (import "primary" (implements "wasi:keyvalue/store@0.2.0")
//!   (instance …))                                 (instance …))
//! ```
//!
//! Only the name changes, so no index does; the rest of the import section is encoded again, and everything else copied.

use crate::component::outermost::{copy_section, for_each_section};
use crate::implements::{InterfaceName, Label};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{ReencodeComponent, RoundtripReencoder};
use wasm_encoder::{Component, ComponentExternName, ComponentImportSection};
use wasmparser::{ComponentTypeRef, Payload};

/// Puts each label in the place of the import of its interface; an interface without a version means the only one there
/// is.
pub fn label(component: &[u8], labels: &[(String, String)]) -> Result<Vec<u8>> {
    let imports = interfaces(component)?;
    let mut wanted = BTreeMap::new();
    for (label, interface) in labels {
        let label: Label = label.parse()?;
        let interface: InterfaceName = interface.parse()?;
        let import = find(&imports, &interface)?;
        if let Some(other) = wanted.insert(import.clone(), label.as_str().to_string()) {
            bail!("the import of `{import}` cannot have two labels, `{other}` and `{label}`");
        }
    }
    let mut output = Component::new();
    for_each_section(component, |payload| {
        let Payload::ComponentImportSection(section) = payload else {
            return copy_section(component, &payload, &mut output);
        };
        let mut imports = ComponentImportSection::new();
        for import in section {
            let import = import?;
            let mut name = ComponentExternName::from(import.name);
            if let Some(label) = wanted.get(import.name.full_name().as_ref()) {
                name.implements = Some(name.name);
                name.name = label.into();
            }
            imports.import(name, RoundtripReencoder.component_type_ref(import.ty)?);
        }
        output.section(&imports);
        Ok(())
    })?;
    Ok(output.finish())
}

/// The names of the imported instances that have no label.
fn interfaces(component: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for_each_section(component, |payload| {
        if let Payload::ComponentImportSection(section) = payload {
            for import in section {
                let import = import?;
                if matches!(import.ty, ComponentTypeRef::Instance(_))
                    && import.name.implements.is_none()
                {
                    names.push(import.name.full_name().into_owned());
                }
            }
        }
        Ok(())
    })?;
    Ok(names)
}

fn find<'i>(imports: &'i [String], interface: &InterfaceName) -> Result<&'i String> {
    if let Some(exact) = imports.iter().find(|name| *name == interface.as_str()) {
        return Ok(exact);
    }
    let same = |name: &&String| {
        interface.version().is_none() && name.split('@').next() == Some(interface.as_str())
    };
    let matching: Vec<&String> = imports.iter().filter(same).collect();
    match matching[..] {
        [one] => Ok(one),
        [] if imports.is_empty() => bail!(
            "nothing imports `{interface}`, so it cannot have a label; no interface is imported that has none yet"
        ),
        [] => bail!(
            "nothing imports `{interface}`, so it cannot have a label; imported are `{}`",
            imports.join("`, `")
        ),
        _ => bail!("`{interface}` is imported in several versions: say which one is meant"),
    }
}
