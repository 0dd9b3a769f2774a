//! The wiring as text that other tools draw: Mermaid, which pages of repositories show, and DOT for Graphviz.

use super::wiring::{WiringPicture, wiring};
use crate::inspect::Report;
use std::fmt::Write;

/// The columns, each with the letter that its nodes' names start with.
const COLUMNS: [(&str, char); 4] = [
    ("imports", 'i'),
    ("adapters", 'a'),
    ("guest", 'g'),
    ("exports", 'e'),
];

/// The wiring as a Mermaid flowchart.
///
/// ```
/// let component = componentize::Componentizer::new(b"(module)").encode()?;
/// let report = componentize::inspect::inspect(&component)?;
/// assert!(componentize::picture::mermaid(&report).starts_with("flowchart LR\n"));
/// # Ok::<(), componentize::Error>(())
/// ```
pub fn mermaid(report: &Report) -> String {
    let wiring = wiring(report);
    let mut text = "flowchart LR\n".to_string();
    for (title, nodes) in columns(&wiring) {
        text += &format!("  subgraph {title}\n");
        for (node, label) in nodes {
            text += &format!("    {node}[\"{}\"]\n", for_mermaid(label));
        }
        text += "  end\n";
    }
    for (from, to) in lines(&wiring) {
        text += &format!("  {from} --> {to}\n");
    }
    text
}

/// The wiring as a graph in the DOT language.
pub fn dot(report: &Report) -> String {
    let wiring = wiring(report);
    let mut text = "digraph componentize {\n  rankdir=LR;\n  node [shape=box];\n".to_string();
    for (title, nodes) in columns(&wiring) {
        text += &format!("  subgraph cluster_{title} {{\n    label=\"{title}\";\n");
        for (node, label) in nodes {
            text += &format!("    {node} [label=\"{}\"];\n", for_dot(label));
        }
        text += "  }\n";
    }
    for (from, to) in lines(&wiring) {
        text += &format!("  {from} -> {to};\n");
    }
    text + "}\n"
}

/// The columns that have something in them: title, and the names and labels of the nodes.
fn columns(wiring: &WiringPicture) -> impl Iterator<Item = (&'static str, Vec<(String, &String)>)> {
    let filled = COLUMNS.iter().zip(&wiring.columns);
    filled
        .filter(|(_, labels)| !labels.is_empty())
        .map(|((title, letter), labels)| {
            let nodes = labels.iter().enumerate();
            let nodes = nodes.map(|(row, label)| (format!("{letter}{row}"), label));
            (*title, nodes.collect())
        })
}

fn lines(wiring: &WiringPicture) -> impl Iterator<Item = (String, String)> {
    let node = |column: usize, row: usize| format!("{}{row}", COLUMNS[column].1);
    wiring
        .lines
        .iter()
        .map(move |&[from, row, to, other]| (node(from, row), node(to, other)))
}

/// A label in quotes, where Mermaid reads HTML, Markdown between backticks, formulas between dollars, and directives.
fn for_mermaid(label: &str) -> String {
    let mut text = String::new();
    for letter in label.chars().map(visible) {
        if letter.is_alphanumeric() || " :/@.,-_+()=*'".contains(letter) {
            text.push(letter);
        } else {
            let _ = write!(text, "#{};", u32::from(letter));
        }
    }
    text
}

/// A label in quotes, where Graphviz knows escapes and the entities of HTML.
fn for_dot(label: &str) -> String {
    let mut text = String::new();
    for letter in label.chars().map(visible) {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            '&' => text.push_str("&amp;"),
            _ => text.push(letter),
        }
    }
    text
}

/// A character that stands for what has no shape.
fn visible(letter: char) -> char {
    if letter.is_control() {
        '\u{fffd}'
    } else {
        letter
    }
}
