//! The report for a reader.

use super::report::{Asked, CoreModule, Extern, Identity, Memory, Report, Role};
use super::summary::summary;
use std::fmt::Write;

impl Report {
    /// The report for a reader.
    pub fn to_text(&self) -> String {
        text(self)
    }
}

/// Writes the report, one thing a line.
fn text(report: &Report) -> String {
    let mut out = String::new();
    let kind = if report.kind == "module" {
        "core module"
    } else {
        report.kind
    };
    let _ = writeln!(out, "{kind}, {}", bytes(report.size));
    if let Some(summary) = summary(report) {
        let _ = writeln!(out, "  {summary}");
    }
    metadata(&mut out, "  ", &report.metadata);
    externs(&mut out, "imports", &report.imports);
    externs(&mut out, "exports", &report.exports);
    capabilities(&mut out, report);
    if !report.modules.is_empty() {
        out.push_str("\ncore modules\n");
    }
    for module in &report.modules {
        core_module(&mut out, report, module);
    }
    nested(&mut out, report);
    out
}

/// Components with core modules are shown; those without only put names together, and are counted.
fn nested(out: &mut String, report: &Report) {
    let (shown, counted): (Vec<&Report>, Vec<&Report>) = report
        .components
        .iter()
        .partition(|component| has_modules(component));
    if !counted.is_empty() {
        let _ = writeln!(
            out,
            "\nnested components without core modules: {}",
            counted.len()
        );
    }
    for component in shown {
        out.push_str("\nnested ");
        for (index, line) in text(component).lines().enumerate() {
            let indentation = if index == 0 || line.is_empty() {
                ""
            } else {
                "    "
            };
            let _ = writeln!(out, "{indentation}{line}");
        }
    }
}

fn has_modules(report: &Report) -> bool {
    !report.modules.is_empty() || report.components.iter().any(has_modules)
}

fn externs(out: &mut String, title: &str, items: &[Extern]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for item in items {
        let _ = write!(out, "  {}", item.name);
        if let (Some(_), Some(interface)) = (&item.label, &item.interface) {
            let version = item
                .version
                .as_ref()
                .map_or_else(String::new, |version| format!("@{version}"));
            let _ = write!(out, "  implements {interface}{version}");
        }
        if item.kind != "instance" {
            let _ = write!(out, "  ({})", item.kind);
        }
        out.push('\n');
    }
}

fn capabilities(out: &mut String, report: &Report) {
    if report.capabilities.is_empty() {
        return;
    }
    out.push_str("\nfunctions that can be called, and what asked for them\n");
    for capability in &report.capabilities {
        let _ = writeln!(out, "  {}", capability.import);
        for function in &capability.functions {
            let asked_by = asked_by(&capability.import, function);
            let name = if function.name.is_empty() {
                "(itself)"
            } else {
                &function.name
            };
            wrapped(out, "    ", &format!("{name}: {asked_by}"));
        }
    }
}

fn asked_by(import: &str, function: &Asked) -> String {
    if function.asked_by.is_empty() {
        return "the adapter itself".to_string();
    }
    let mut groups: Vec<String> = Vec::new();
    let mut last = None;
    for asker in &function.asked_by {
        if is_direct(import, &function.name, asker) {
            groups.push("imported directly".to_string());
            last = None;
            continue;
        }
        // Names of one module follow each other, and the module's is said once.
        match (asker.split_once(' '), groups.last_mut()) {
            (Some((module, name)), Some(group)) if last == Some(module) => {
                let _ = write!(group, ", {name}");
            }
            _ => groups.push(asker.clone()),
        }
        last = asker.split_once(' ').map(|(module, _)| module);
    }
    groups.join("; ")
}

/// How long a line gets.
const WIDTH: usize = 100;

/// Writes a line, and what does not fit into it on more lines, indented further.
fn wrapped(out: &mut String, indentation: &str, text: &str) {
    let mut line = indentation.to_string();
    let mut words = 0;
    for word in text.split(' ') {
        if words > 0 && line.len() + 1 + word.len() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = format!("{indentation}    ");
            words = 0;
        }
        if words > 0 {
            line.push(' ');
        }
        line.push_str(word);
        words += 1;
    }
    let _ = writeln!(out, "{line}");
}

/// Whether what asked for a function is an import of that very function, by its historical name or the standard's.
fn is_direct(import: &str, function: &str, asker: &str) -> bool {
    let Some((module, name)) = asker.split_once(' ') else {
        return false;
    };
    if function.is_empty() {
        return matches!(module, "$root" | "cm32p2") && name == import;
    }
    let standard = module.strip_prefix("cm32p2|");
    // The standard writes the part of a version that compatible versions share.
    let same = module == import || standard.is_some_and(|module| import.starts_with(module));
    same && name == function
}

fn core_module(out: &mut String, report: &Report, module: &CoreModule) {
    let adapter = report
        .adapters
        .iter()
        .find(|adapter| adapter.module == module.index);
    let role = match (module.role, adapter) {
        (Role::Adapter, Some(adapter)) if adapter.built_in => {
            format!("adapter for `{}`, built in", adapter.name)
        }
        (Role::Adapter, Some(adapter)) => format!(
            "adapter for `{}`, made by {}",
            adapter.name, adapter.made_by
        ),
        (Role::Adapter, None) => "adapter".to_string(),
        (Role::Main, _) => "main module".to_string(),
        (Role::Library, _) => "library".to_string(),
        (Role::Shim, _) => "shim, generated".to_string(),
        (Role::Fixups, _) => "fixups, generated".to_string(),
        (Role::Internal, _) => "generated".to_string(),
    };
    let functions = module.functions;
    let _ = writeln!(
        out,
        "  {}: {role}, {}, {functions} function{}",
        module.index,
        bytes(module.size),
        if functions == 1 { "" } else { "s" }
    );
    if matches!(module.role, Role::Shim | Role::Fixups | Role::Internal) {
        return;
    }
    metadata(out, "     ", &module.metadata);
    for memory in &module.memories {
        let _ = writeln!(out, "     memory: {}", pages(memory));
    }
    // The built-in adapter's are renamed to single letters, and are told above by what they really are.
    let is_built_in = adapter.is_some_and(|adapter| adapter.built_in);
    for import in module.imports.iter().filter(|_| !is_built_in) {
        let names = names(&import.names);
        let line = format!("imports from `{}`: {names}", import.module);
        wrapped(out, "     ", &line);
    }
    let sections: Vec<String> = module
        .sections
        .iter()
        .map(|section| format!("{} {}", section.name, section.size))
        .collect();
    let line = format!("sections in bytes: {}", sections.join(", "));
    wrapped(out, "     ", &line);
}

/// How many names of one kind are listed.
const LISTED: usize = 12;

fn names(names: &[String]) -> String {
    let mut text = names
        .iter()
        .take(LISTED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED {
        let _ = write!(text, " and {} more", names.len() - LISTED);
    }
    text
}

fn metadata(out: &mut String, indentation: &str, metadata: &Identity) {
    let texts = [
        ("name", &metadata.name),
        ("version", &metadata.version),
        ("description", &metadata.description),
        ("authors", &metadata.authors),
        ("licenses", &metadata.licenses),
        ("source", &metadata.source),
        ("homepage", &metadata.homepage),
        ("revision", &metadata.revision),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            let _ = writeln!(out, "{indentation}{key}: {value}");
        }
    }
    if let Some(size) = metadata.dependency_list {
        let _ = writeln!(
            out,
            "{indentation}list of dependencies: `.dep-v0`, {}",
            bytes(size)
        );
    }
    for producer in &metadata.producers {
        let line = format!(
            "{indentation}{}: {} {}",
            producer.field, producer.name, producer.version
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn pages(memory: &Memory) -> String {
    let mut text = format!(
        "{} page{}",
        memory.minimum,
        if memory.minimum == 1 { "" } else { "s" }
    );
    match memory.maximum {
        Some(maximum) => {
            let _ = write!(text, ", at most {maximum}");
        }
        None => text.push_str(", no maximum"),
    }
    if memory.page_size != 1 << 16 {
        let _ = write!(text, ", of {}", bytes(memory.page_size));
    }
    for (is, what) in [
        (memory.memory64, ", 64-bit addresses"),
        (memory.shared, ", shared"),
        (memory.imported, ", imported"),
    ] {
        if is {
            text.push_str(what);
        }
    }
    text
}

/// A number of bytes.
fn bytes(number: u64) -> String {
    grouped(number) + if number == 1 { " byte" } else { " bytes" }
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::is_direct;

    #[test]
    fn direct_imports_are_known_by_both_names() {
        assert!(is_direct("a:b/c@1.2.3", "f", "a:b/c@1.2.3 f"));
        assert!(is_direct("a:b/c@1.2.3", "f", "cm32p2|a:b/c@1 f"));
        assert!(is_direct("now", "", "$root now"));
        assert!(is_direct("now", "", "cm32p2 now"));
        assert!(!is_direct("a:b/c@1.2.3", "f", "wasi_snapshot_preview1 f"));
        assert!(!is_direct("a:b/c@1.2.3", "f", "a:b/c@1.2.3 g"));
    }
}
