//! The diff for a reader.

use super::report::{Change, Diff, FunctionDiff, NamesDiff, Sizes};
use std::fmt::Write;

/// How many functions are listed; the JSON form has all.
pub const LISTED: usize = 20;

impl Diff {
    /// The diff for a reader: sizes, what was imported or exported before and is now, and the functions that differ most.
    pub fn to_text(&self) -> String {
        let mut out = format!("{}\n", totals(self.size));
        names(&mut out, "imports", &self.imports);
        names(&mut out, "exports", &self.exports);
        out.push('\n');
        line(&mut out, ["bytes", "old", "new", "difference"]);
        for module in &self.modules {
            row(&mut out, "  ", &module.name, module.size);
            for section in module.sections.iter().filter(|it| differs(it.size)) {
                row(&mut out, "    ", &section.name, section.size);
            }
        }
        row(&mut out, "  ", "outside of core modules", self.component);
        self.functions_text(&mut out);
        out
    }

    fn functions_text(&self, out: &mut String) {
        if self.functions.is_empty() {
            return;
        }
        out.push_str("\nfunctions\n");
        for function in self.functions.iter().take(LISTED) {
            let _ = writeln!(
                out,
                "  {:>10}  {}, {}{}",
                signed(function.size.growth()),
                function.name,
                function.module,
                what_happened(function)
            );
        }
        if self.functions.len() > LISTED {
            let _ = writeln!(out, "  and {} more", self.functions.len() - LISTED);
        }
    }
}

/// The line of both sizes.
pub fn totals(size: Sizes) -> String {
    let (old, new) = (size.old.unwrap_or(0), size.new.unwrap_or(0));
    match size.growth() {
        0 => format!("{} bytes, as before", grouped(new)),
        growth => format!(
            "{} bytes, before {}: {}",
            grouped(new),
            grouped(old),
            signed(growth)
        ),
    }
}

/// The note on a function that is in one file only.
pub fn what_happened(function: &FunctionDiff) -> &'static str {
    match function.change {
        Change::Added => ", added",
        Change::Removed => ", removed",
        Change::Changed => "",
    }
}

/// Whether the sizes of a part differ.
pub fn differs(size: Sizes) -> bool {
    size.old != size.new
}

fn names(out: &mut String, title: &str, names: &NamesDiff) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for name in &names.added {
        let _ = writeln!(out, "  + {name}");
    }
    for name in &names.removed {
        let _ = writeln!(out, "  - {name}");
    }
    for change in &names.changed {
        let _ = writeln!(out, "  {} -> {}", change.old, change.new);
    }
}

fn row(out: &mut String, indentation: &str, name: &str, size: Sizes) {
    let name = format!("{indentation}{name}");
    let (old, new) = (cell(size.old), cell(size.new));
    line(out, [&name, &old, &new, &signed(size.growth())]);
}

fn line(out: &mut String, [name, old, new, difference]: [&str; 4]) {
    let _ = writeln!(out, "{name:<36} {old:>12} {new:>12} {difference:>12}");
}

/// A size in a table; a dash for what is not there.
pub fn cell(size: Option<u64>) -> String {
    size.map_or_else(|| "-".to_string(), grouped)
}

/// A difference with its sign.
pub fn signed(growth: i64) -> String {
    let digits = grouped(growth.unsigned_abs());
    match growth {
        0 => "0".to_string(),
        1.. => format!("+{digits}"),
        _ => format!("-{digits}"),
    }
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    crate::inspect::text::grouped(number)
}
