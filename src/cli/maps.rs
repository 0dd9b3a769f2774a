//! `--map SPEC=TARGET`, where generated code takes imports from, and `--async-imports NAME`, which of them return promises.
//!
//! The component for programs has both as options, and gives the same warnings in its own words.

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

/// Warnings for the maps that fit no import; `written` is how the user wrote one.
pub fn unused(
    maps: &[(String, String)],
    plan: &Plan,
    written: impl Fn(&str) -> String,
) -> Vec<String> {
    let fits = |pattern: &str| {
        plan.imports.iter().any(|import| {
            let names = [Some(&import.name), import.implements.as_ref()];
            let mut names = names.into_iter().flatten();
            names.any(|name| rest_of(pattern, name).is_some())
        })
    };
    let patterns = maps.iter().map(|(pattern, _)| pattern.as_str());
    let unused = patterns.filter(|pattern| !fits(pattern));
    let there = there(plan);
    let warning = |pattern| format!("{} fits no import: {there}", written(pattern));
    unused.map(warning).collect()
}

/// How the command line names a map.
pub fn as_flag(pattern: &str) -> String {
    format!("`--map {pattern}=…`")
}

/// Warnings for the names of functions that fit none; `written` is how the user wrote one.
pub fn no_functions(
    names: &[String],
    plan: &Plan,
    written: impl Fn(&str) -> String,
) -> Vec<String> {
    let there = there(plan);
    let warning = |name: &String| format!("{} fits no function: {there}", written(name));
    names.iter().map(warning).collect()
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
