//! Parts of messages.

use super::input::Place;
use super::list;

/// What ends too early was probably not copied whole.
pub(super) fn cut_short(message: &str) -> String {
    match message.starts_with("unexpected end") {
        true => format!("{message}: the file is cut short, so build or fetch it again"),
        false => message.to_string(),
    }
}

/// A place in the text replaces the byte: that is of a binary which the reader has not seen.
pub(super) fn at_byte(offset: u64, place: &Option<Box<Place>>) -> String {
    match place {
        Some(_) => String::new(),
        None => format!(" at byte {offset:#x}"),
    }
}

pub(super) fn in_function(function: Option<u32>, name: &Option<String>) -> String {
    match (function, name) {
        (Some(index), Some(name)) => format!(" (in the body of function {index}, `{name}`)"),
        (Some(index), None) => format!(" (in the body of function {index})"),
        (None, _) => String::new(),
    }
}

pub(super) fn nearly_named(misnamed: &Option<String>) -> String {
    misnamed.as_ref().map_or_else(String::new, |name| {
        format!("; there is one for `{name}`, whose name is written with underscores in the module")
    })
}

pub(super) fn did_you_mean(similar: &Option<String>) -> String {
    match similar {
        Some(name) => format!("; the nearest name is `{name}`"),
        None => {
            "; only its functions can be imported from `wasi_snapshot_preview1`, so give the import another module"
                .to_string()
        }
    }
}

pub(super) fn did_you_mean_world(similar: &Option<String>) -> String {
    similar
        .as_ref()
        .map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}

pub(super) fn needs(missing: &[(String, String)]) -> String {
    let needs: Vec<String> = missing
        .iter()
        .map(|(who, what)| format!("`{who}` needs `{what}`"))
        .collect();
    list::lines(&needs)
}

pub(super) fn also_there(others: &[String]) -> String {
    match others {
        [] => String::new(),
        others => format!("; next to it there are {}", list::list(others)),
    }
}

/// A place on lines of its own, if there is one.
pub(super) fn shown(place: Option<&Place>) -> String {
    place.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn with_cure(cure: &Option<String>) -> String {
    let line = |cure: &String| format!("\n  cure: {cure}");
    cure.as_ref().map(line).unwrap_or_default()
}
