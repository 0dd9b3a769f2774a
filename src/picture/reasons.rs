//! Why each function is imported: which import of the guest asked for it, and which calls lead there.

use super::paths::{Graph, Path};
use crate::inspect::Report;
use crate::weights::WeighedModule;
use anyhow::Result;
use serde_derive::Serialize;
use std::collections::HashMap;

/// A function that the component imports.
#[derive(Serialize)]
pub struct Reason {
    import: String,
    function: String,
    /// The guest's imports that need it; none if the adapter itself does.
    asked_by: Vec<Asker>,
}

/// An import of the guest.
#[derive(Serialize, Clone)]
struct Asker {
    import: String,
    /// The functions from an export to the import, with `(table)` before one that is called through a table. Empty if no
    /// export reaches it.
    path: Vec<String>,
}

/// The functions that a component imports, with the ways that lead to them in the guest's modules.
pub fn reasons<'w, 'a: 'w>(
    report: &Report,
    guests: impl Iterator<Item = &'w WeighedModule<'a>>,
) -> Result<Vec<Reason>> {
    let mut ways: HashMap<String, Vec<String>> = HashMap::new();
    for guest in guests {
        let graph = Graph::read(guest.bytes)?;
        for path in graph.paths() {
            let (module, name) = path.import;
            ways.entry(format!("{module} {name}"))
                .or_insert_with(|| shown(guest, &path));
        }
    }
    let asker = |import: &String| Asker {
        import: import.clone(),
        path: ways.get(import).cloned().unwrap_or_default(),
    };
    let mut reasons = Vec::new();
    for capability in &report.capabilities {
        for function in &capability.functions {
            reasons.push(Reason {
                import: capability.import.clone(),
                function: function.name.clone(),
                asked_by: function.asked_by.iter().map(asker).collect(),
            });
        }
    }
    Ok(reasons)
}

/// The names of the functions on the way: the export's, then each function's, then the import's.
fn shown(guest: &WeighedModule<'_>, path: &Path<'_>) -> Vec<String> {
    let mut names = vec![path.export.to_string()];
    let inner = path.steps.len().saturating_sub(1);
    for step in &path.steps[1..inner.max(1)] {
        let table = if step.through_table { "(table) " } else { "" };
        names.push(format!("{table}{}", guest.name_of(step.function)));
    }
    names.push(path.import.1.to_string());
    names
}
