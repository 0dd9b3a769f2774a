//! How a component is wired, from left to right: imports, adapters, the guest, exports.

use crate::inspect::{Report, Role};
use serde_derive::Serialize;
use std::collections::BTreeSet;

/// The four columns, and lines from a column to one further right.
#[derive(Serialize)]
pub struct WiringPicture {
    pub columns: [Vec<String>; 4],
    /// Column and row of both ends.
    pub lines: BTreeSet<[usize; 4]>,
}

const IMPORTS: usize = 0;
const ADAPTERS: usize = 1;
const GUESTS: usize = 2;
const EXPORTS: usize = 3;

/// The wiring of the outermost component; a core module has its own imports and exports.
pub fn wiring(report: &Report) -> WiringPicture {
    let names = |items: &[crate::inspect::Extern]| items.iter().map(|it| it.name.clone()).collect();
    let mut wiring = WiringPicture {
        columns: [
            names(&report.imports),
            report.adapters.iter().map(|it| it.name.clone()).collect(),
            guests(report),
            names(&report.exports),
        ],
        lines: BTreeSet::new(),
    };
    if report.kind == "module" {
        wiring.core_module(report);
    } else {
        wiring.component(report);
    }
    wiring
}

fn guests(report: &Report) -> Vec<String> {
    let own = report
        .modules
        .iter()
        .filter(|module| matches!(module.role, Role::Main | Role::Library));
    own.map(|module| match &module.metadata.name {
        Some(name) => name.clone(),
        None if report.kind == "module" => "core module".to_string(),
        None => "main module".to_string(),
    })
    .collect()
}

impl WiringPicture {
    fn core_module(&mut self, report: &Report) {
        for module in &report.modules {
            for import in &module.imports {
                self.columns[IMPORTS].push(import.module.clone());
            }
            self.columns[EXPORTS].extend(module.exports.iter().cloned());
        }
        for row in 0..self.columns[IMPORTS].len() {
            self.lines.insert([IMPORTS, row, GUESTS, 0]);
        }
        self.guest_to_exports();
    }

    fn component(&mut self, report: &Report) {
        for capability in &report.capabilities {
            let imports = &self.columns[IMPORTS];
            let Some(row) = imports.iter().position(|name| *name == capability.import) else {
                continue;
            };
            for function in &capability.functions {
                if function.asked_by.is_empty() {
                    self.lines.insert([IMPORTS, row, ADAPTERS, 0]);
                }
                for asker in &function.asked_by {
                    let module = asker.split(' ').next().unwrap_or_default();
                    let adapters = &self.columns[ADAPTERS];
                    let line = match adapters.iter().position(|name| name == module) {
                        Some(adapter) => [IMPORTS, row, ADAPTERS, adapter],
                        None => [IMPORTS, row, GUESTS, 0],
                    };
                    self.lines.insert(line);
                }
            }
        }
        for adapter in 0..self.columns[ADAPTERS].len() {
            self.lines.insert([ADAPTERS, adapter, GUESTS, 0]);
        }
        self.guest_to_exports();
        let columns = &self.columns;
        self.lines.retain(|[from, row, to, other]| {
            *row < columns[*from].len() && *other < columns[*to].len()
        });
    }

    fn guest_to_exports(&mut self) {
        for row in 0..self.columns[EXPORTS].len() {
            self.lines.insert([GUESTS, 0, EXPORTS, row]);
        }
    }
}
