//! The shortest way of calls from an export of a core module to each function that it imports.
//!
//! Direct calls come first. Tables are looked at only for functions that no direct calls reach: a call through a table may
//! reach every function that is in one, so such a way is less certain, and is marked.

use crate::component::calls::Calls;
use crate::component::declarations::{Declarations, exports_function, imports_function};
use crate::component::sections::{MODULE_HEADER, headers, id};
use anyhow::Result;
use std::collections::VecDeque;
use wasmparser::BinaryReader;

/// The call graph of a core module.
#[derive(Default)]
pub struct Graph {
    /// The imported functions, with the names of their modules.
    imports: Vec<(String, String)>,
    /// The exported functions.
    exports: Vec<(String, u32)>,
    calls: Calls,
}

/// One function on the way.
#[derive(Clone, Copy)]
pub struct Step {
    /// The function, by its number.
    pub function: u32,
    /// Whether the one before it calls it through a table.
    pub through_table: bool,
}

/// The way to an imported function.
pub struct Path<'g> {
    /// The name of the import's module, and its own.
    pub import: (&'g str, &'g str),
    /// The export where the way starts.
    pub export: &'g str,
    /// The functions from that export to the import, both included.
    pub steps: Vec<Step>,
}

impl Graph {
    /// Reads a valid core module.
    pub fn read(module: &[u8]) -> Result<Graph> {
        let mut graph = Graph::default();
        for header in headers(module, MODULE_HEADER.len())? {
            let reader = BinaryReader::new(header.of(module), header.contents.start);
            match header.id {
                id::ELEMENT => graph.calls.element_section(reader)?,
                id::CODE => graph.calls.code_section(reader)?,
                number => {
                    let mut declarations = Declarations::default();
                    declarations.section(number, reader)?;
                    graph.declare(&declarations);
                }
            }
        }
        Ok(graph)
    }

    /// Adds the declarations of a section.
    fn declare(&mut self, declarations: &Declarations<'_>) {
        let imports = declarations.imports.iter();
        for import in imports.filter(|import| imports_function(import)) {
            let name = (import.module.to_string(), import.name.to_string());
            self.imports.push(name);
        }
        let exports = declarations.exports.iter();
        for export in exports.filter(|export| exports_function(export)) {
            self.exports.push((export.name.to_string(), export.index));
        }
    }

    /// The shortest way to each imported function that is called.
    pub fn paths(&self) -> Vec<Path<'_>> {
        let direct = self.walk(false);
        let indirect = self.walk(true);
        let imports = self.imports.iter().zip(0..);
        imports
            .filter_map(|((module, name), function)| {
                let way = direct.to(function).or_else(|| indirect.to(function))?;
                let start = way.first()?.function;
                let export = self.exports.iter().find(|(_, index)| *index == start)?;
                Some(Path {
                    import: (module, name),
                    export: &export.0,
                    steps: way,
                })
            })
            .collect()
    }

    /// Visits what the exports reach, nearest first.
    fn walk(&self, through_tables: bool) -> Walk {
        let count = self.imports.len() + self.calls.bodies.len();
        let mut walk = Walk {
            reached: vec![None; count],
            open: VecDeque::new(),
        };
        for (_, function) in &self.exports {
            walk.visit(*function, From::Export);
        }
        let mut tables_are_open = through_tables;
        while let Some(function) = walk.open.pop_front() {
            let defined = (function as usize).checked_sub(self.imports.len());
            let Some(body) = defined.and_then(|index| self.calls.bodies.get(index)) else {
                continue;
            };
            for callee in &body.calls {
                walk.visit(*callee, From::Call(function));
            }
            if body.indirect && tables_are_open {
                tables_are_open = false;
                for callee in &self.calls.referenced {
                    walk.visit(*callee, From::Table(function));
                }
            }
        }
        walk
    }
}

/// Where a function was first reached from.
#[derive(Clone, Copy)]
enum From {
    Export,
    Call(u32),
    Table(u32),
}

struct Walk {
    reached: Vec<Option<From>>,
    open: VecDeque<u32>,
}

impl Walk {
    /// Notes a function that is reached for the first time.
    fn visit(&mut self, function: u32, from: From) {
        if let Some(entry @ None) = self.reached.get_mut(function as usize) {
            *entry = Some(from);
            self.open.push_back(function);
        }
    }

    /// The way to a function, if it was reached.
    fn to(&self, function: u32) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        let mut at = function;
        loop {
            let (from, through_table) = match (*self.reached.get(at as usize)?)? {
                From::Export => (None, false),
                From::Call(from) => (Some(from), false),
                From::Table(from) => (Some(from), true),
            };
            steps.push(Step {
                function: at,
                through_table,
            });
            match from {
                Some(from) => at = from,
                None => break,
            }
        }
        steps.reverse();
        Some(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    /// An import, the export where its way starts, and the steps.
    type Way = (String, String, Vec<(u32, bool)>);

    fn ways(module: &str) -> Vec<Way> {
        let graph = Graph::read(&wat::parse_str(module).unwrap()).unwrap();
        let ways = graph.paths().into_iter();
        ways.map(|path| {
            let steps = path.steps.iter();
            let steps = steps.map(|step| (step.function, step.through_table));
            (
                path.import.1.to_string(),
                path.export.to_string(),
                steps.collect(),
            )
        })
        .collect()
    }

    #[test]
    fn the_shortest_way_is_found() {
        let ways = ways(
            r#"(module
                (import "m" "used" (func $used))
                (import "m" "unused" (func))
                (func $far call $near)
                (func $near call $used)
                (func (export "long") call $far)
                (func (export "short") call $near))"#,
        );
        let steps = vec![(5, false), (3, false), (0, false)];
        assert_eq!(ways, [("used".into(), "short".into(), steps)]);
    }

    #[test]
    fn tables_count_where_nothing_else_leads() {
        let ways = ways(
            r#"(module
                (import "m" "direct" (func $direct))
                (import "m" "indirect" (func $indirect))
                (table funcref (elem $f $direct))
                (func $f call $indirect)
                (func (export "run") call $direct (call_indirect (i32.const 0))))"#,
        );
        let direct = ("direct".into(), "run".into(), vec![(3, false), (0, false)]);
        let steps = vec![(3, false), (2, true), (1, false)];
        assert_eq!(ways, [direct, ("indirect".into(), "run".into(), steps)]);
    }

    #[test]
    fn calls_in_a_circle_end() {
        let ways = ways(
            r#"(module (import "m" "f" (func))
                (func $a (export "a") call $b) (func $b call $a))"#,
        );
        assert!(ways.is_empty());
    }
}
