//! The diff for a comment on a pull request.

use super::report::{Diff, NamesDiff, Sizes};
use super::text::{LISTED, cell, differs, signed, totals, what_happened};
use std::fmt::Write;

impl Diff {
    /// The diff as Markdown: the same as [`Diff::to_text`] has, in tables.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("**{}**\n", totals(self.size));
        names(&mut out, "import", &self.imports);
        names(&mut out, "export", &self.exports);
        out.push_str("\n| part | old | new | difference |\n|---|--:|--:|--:|\n");
        for module in &self.modules {
            row(&mut out, &module.name, module.size);
            for section in module.sections.iter().filter(|it| differs(it.size)) {
                row(
                    &mut out,
                    &format!("{}, {}", module.name, code(&section.name)),
                    section.size,
                );
            }
        }
        row(&mut out, "outside of core modules", self.component);
        self.functions_markdown(&mut out);
        out
    }

    fn functions_markdown(&self, out: &mut String) {
        if self.functions.is_empty() {
            return;
        }
        out.push_str("\n<details><summary>functions</summary>\n\n");
        out.push_str("| function | in | difference |\n|---|---|--:|\n");
        for function in self.functions.iter().take(LISTED) {
            let (name, module) = (code(&function.name), &function.module);
            let growth = signed(function.size.growth());
            let _ = writeln!(
                out,
                "| {name}{} | {module} | {growth} |",
                what_happened(function)
            );
        }
        if self.functions.len() > LISTED {
            let _ = writeln!(out, "\nand {} more", self.functions.len() - LISTED);
        }
        out.push_str("\n</details>\n");
    }
}

fn names(out: &mut String, what: &str, names: &NamesDiff) {
    if names.is_empty() {
        return;
    }
    out.push('\n');
    for name in &names.added {
        let _ = writeln!(out, "- new {what} {}", code(name));
    }
    for name in &names.removed {
        let _ = writeln!(out, "- {what} {} is gone", code(name));
    }
    for change in &names.changed {
        let _ = writeln!(
            out,
            "- {what} {} is now {}",
            code(&change.old),
            code(&change.new)
        );
    }
}

fn row(out: &mut String, name: &str, size: Sizes) {
    let (old, new) = (cell(size.old), cell(size.new));
    let _ = writeln!(
        out,
        "| {name} | {old} | {new} | {} |",
        signed(size.growth())
    );
}

/// A name as it is, in a cell of a table: nothing in it is Markdown, and `|` would end the cell.
fn code(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            '`' => '\'',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .collect();
    format!("`{}`", plain.replace('|', "\\|"))
}
