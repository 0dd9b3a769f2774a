//! Tables between markers in a document.

use crate::expected;
use std::fs;

/// Asserts that the table in `document` is this one, or writes it there under `BLESS=1`.
pub fn hold(document: &str, rows: &[Vec<String>]) {
    let path = expected::path(document);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("cannot read `{document}`: {e}"));
    let (start, end) = ("<!-- table -->\n", "<!-- end of table -->\n");
    let (before, rest) = text.split_once(start).expect("the table's start is marked");
    let (table, after) = rest.split_once(end).expect("the table's end is marked");
    let lines: Vec<String> = rows
        .iter()
        .map(|row| format!("| {} |\n", row.join(" | ")))
        .collect();
    let head: String = table
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    let expected = format!("{head}{}", lines.concat());
    let expected = format!("{before}{start}{expected}{end}{after}");
    expected::hold(document, &expected);
}
