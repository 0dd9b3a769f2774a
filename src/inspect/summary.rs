//! What a component is and uses, in a line for a reader.

use super::report::Report;

/// The interfaces of WASI by what they are for; the first prefix that fits counts.
const USES: &[(&str, &str)] = &[
    ("wasi:filesystem/", "files"),
    ("wasi:sockets/", "the network"),
    ("wasi:http/", "HTTP requests"),
    (
        "wasi:cli/environment",
        "arguments and environment variables",
    ),
    ("wasi:cli/std", "standard streams"),
    ("wasi:clocks/", "clocks"),
    ("wasi:random/", "random numbers"),
    ("wasi:keyvalue/", "key-value stores"),
    ("wasi:config/", "configuration"),
    ("wasi:blobstore/", "blob stores"),
    ("wasi:nn/", "neural networks"),
    ("wasi:gfx/", "graphics"),
];

/// The line, or nothing for what is not a component with core modules.
pub fn summary(report: &Report) -> Option<String> {
    if report.kind != "component" || report.modules.is_empty() {
        return None;
    }
    let exports = |prefix: &str| {
        let mut names = report
            .exports
            .iter()
            .filter_map(|export| export.interface.as_deref());
        names.any(|name| name.starts_with(prefix))
    };
    let what = if exports("wasi:cli/run") {
        "a program"
    } else if exports("wasi:http/") {
        "a server of HTTP requests"
    } else if report.exports.is_empty() {
        "without exports"
    } else {
        "a library"
    };
    Some(format!("{what}; uses {}", uses(report)))
}

fn uses(report: &Report) -> String {
    let imported = |prefix: &str| {
        let mut imports = report.imports.iter();
        imports.any(|import| interface(import).starts_with(prefix))
    };
    let mut uses: Vec<&str> = USES
        .iter()
        .filter(|(prefix, _)| imported(prefix))
        .map(|(_, what)| *what)
        .collect();
    let own = report
        .imports
        .iter()
        .any(|import| !interface(import).starts_with("wasi:") && import.kind != "type");
    if own {
        uses.push("what its own imports offer");
    }
    match uses.is_empty() {
        true => "nothing of its host".to_string(),
        false => uses.join(", "),
    }
}

fn interface(import: &super::report::Extern) -> &str {
    import.interface.as_deref().unwrap_or(&import.name)
}
