//! Questions about values that decide how they are printed.

use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::call::{Cases, Contents, Place, Routine, Shape, Value, ValueKind, Word};
use crate::bindgen::script::literals::quoted;

/// Whether values of a type with cases have a tag. Those of an option do if the payload may itself be `undefined`.
pub fn is_tagged(shape: Shape) -> bool {
    match shape {
        Shape::Option => false,
        Shape::NestedOption | Shape::Variant | Shape::Result => true,
    }
}

/// A case as a value: tagged, or for an option the payload itself.
pub fn case_value(name: &str, payload: Option<String>, tagged: bool) -> String {
    match (payload, tagged) {
        (Some(payload), false) => payload,
        (None, false) => "undefined".to_string(),
        (Some(payload), true) => format!("{{ tag: {}, val: {payload} }}", quoted(name)),
        (None, true) if matches!(name, "ok" | "err") => {
            format!("{{ tag: '{name}', val: undefined }}")
        }
        (None, true) => format!("{{ tag: {} }}", quoted(name)),
    }
}

/// The cases of an option or result, which are read where they are used.
pub fn two_cases(routines: &[Routine], id: RoutineId) -> Option<&Cases> {
    match &routines[id].value.kind {
        ValueKind::Cases(cases) if cases.shape != Shape::Variant => Some(cases),
        _ => None,
    }
}

/// Whether the expression of a value chooses one of two cases.
pub fn is_choice(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Cases(cases) => {
            cases.cases.len() == 2 && matches!(cases.discriminant, Place::Slot { .. })
        }
        _ => false,
    }
}

/// How often the expression of a value contains the name that messages use for the value.
pub fn mentions(value: &Value) -> usize {
    let silent = matches!(
        value.kind,
        ValueKind::Word(_, Word::Bool | Word::Number(_))
            | ValueKind::Flags { .. }
            | ValueKind::Record(_)
            | ValueKind::Tuple(_)
            | ValueKind::FixedList(_)
    );
    usize::from(!silent) + value.parts().into_iter().map(mentions).sum::<usize>()
}

/// Whether a value is read in several steps, or in one of several ways.
pub fn has_members(value: &Value) -> bool {
    matches!(
        value.kind,
        ValueKind::Record(_) | ValueKind::Tuple(_) | ValueKind::FixedList(_) | ValueKind::Cases(_)
    )
}

/// Whether the expression for a value in memory reads `view` itself, and not only by a call.
pub fn reads_view(routines: &[Routine], value: &Value) -> bool {
    match &value.kind {
        ValueKind::Routine(id, _) => two_cases(routines, *id).is_some(),
        ValueKind::Record(_) | ValueKind::Tuple(_) | ValueKind::FixedList(_) => {
            let mut parts = value.parts().into_iter();
            parts.any(|part| reads_view(routines, part))
        }
        ValueKind::Flags { words, .. } => !words.is_empty(),
        ValueKind::Span(_, Contents::Map(_)) | ValueKind::Cases(_) => true,
        _ => value.is_word(),
    }
}

/// Whether the statements that lower a value to memory name their pointer once.
pub fn writes_once(value: &Value) -> bool {
    !matches!(&value.kind, ValueKind::Flags { words, .. } if words.len() != 1)
}
