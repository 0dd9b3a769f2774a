//! `--map SPEC=TARGET`, where generated code takes imports from, and `--async-imports NAME`, which of them return promises.

use componentize::bindgen::names::rest_of;
use componentize::bindgen::plan::Plan;

/// Takes a value apart.
pub fn parse_map(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((spec, target)) if !spec.is_empty() && !target.is_empty() => {
            match target.strip_suffix('#') {
                Some(module) => Err(format!(
                    "expected the name of an export after `#`: `{module}#EXPORT`, or `{module}` for the whole module"
                )),
                None => Ok((spec.to_string(), target.to_string())),
            }
        }
        _ => Err("expected `SPEC=TARGET`".to_string()),
    }
}

/// Warnings for the maps that fit no import.
pub fn unused(maps: &[(String, String)], plan: &Plan) -> Vec<String> {
    let fits = |pattern: &str| {
        plan.imports.iter().any(|import| {
            let names = [Some(&import.name), import.implements.as_ref()];
            let mut names = names.into_iter().flatten();
            names.any(|name| rest_of(pattern, name).is_some())
        })
    };
    let patterns = maps.iter().map(|(pattern, _)| pattern.as_str());
    let unused = patterns.filter(|pattern| !fits(pattern));
    unused.map(|pattern| warning(pattern, plan)).collect()
}

/// Warnings for the names of `--async-imports` that fit no function.
pub fn no_functions(names: &[String], plan: &Plan) -> Vec<String> {
    let warning = |name| format!("`--async-imports {name}` fits no function: {}", there(plan));
    names.iter().map(warning).collect()
}

fn warning(pattern: &str, plan: &Plan) -> String {
    format!("`--map {pattern}=…` fits no import: {}", there(plan))
}

/// What there is.
fn there(plan: &Plan) -> String {
    let imports = plan
        .imports
        .iter()
        .map(|import| format!("`{}`", import.name));
    let imports: Vec<_> = imports.collect();
    match imports.is_empty() {
        true => "the component imports nothing".to_string(),
        false => format!("the component imports {}", imports.join(", ")),
    }
}
