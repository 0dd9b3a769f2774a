//! A label: the plain name of an import or export.

use std::fmt;
use std::str::FromStr;
use wasmparser::names::KebabStr;

/// A kebab-case name such as `primary` or `read-only-store`.
///
/// Two labels are equal if they differ in the case of letters only, or in where the dashes stand: the component
/// model refuses two names in one place that would be one name in the spelling of some language.
#[derive(Debug, Clone)]
pub struct Label(String);

/// The text is not a label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a label: expected words of letters and digits joined by single dashes, each in one case \
     and the first starting with a letter, such as `{suggestion}`"
)]
pub struct NotALabel {
    /// The text.
    pub text: String,
    /// The nearest label.
    pub suggestion: String,
}

impl Label {
    /// The label as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn kebab(&self) -> KebabStr<'_> {
        KebabStr::new(&self.0).expect("a label is checked when it is made")
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Label, NotALabel> {
        match KebabStr::new(text) {
            Some(_) => Ok(Label(text.to_string())),
            None => Err(NotALabel {
                text: text.to_string(),
                suggestion: suggest(text),
            }),
        }
    }
}

impl PartialEq for Label {
    fn eq(&self, other: &Label) -> bool {
        self.kebab() == other.kebab()
    }
}

impl Eq for Label {}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Splits at everything except letters and digits, and where a capital follows a small letter.
fn suggest(text: &str) -> String {
    let mut label = String::new();
    let mut after_small_letter = false;
    for c in text.chars() {
        let word_ends =
            !c.is_ascii_alphanumeric() || (after_small_letter && c.is_ascii_uppercase());
        if word_ends && !label.is_empty() && !label.ends_with('-') {
            label.push('-');
        }
        let may_start = !label.is_empty() || c.is_ascii_alphabetic();
        if c.is_ascii_alphanumeric() && may_start {
            label.push(c.to_ascii_lowercase());
        }
        after_small_letter = c.is_ascii_lowercase();
    }
    let label = label.trim_end_matches('-');
    match KebabStr::new(label) {
        Some(_) => label.to_string(),
        None => "primary".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kebab_names_are_labels() {
        for text in [
            "a",
            "primary",
            "read-only",
            "HTTP-server",
            "a1-b2",
            "cache-2",
        ] {
            assert_eq!(text.parse::<Label>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn other_texts_are_not_and_the_nearest_label_is_named() {
        for (text, suggestion) in [
            ("", "primary"),
            ("Primary", "primary"),
            ("readOnly", "read-only"),
            ("read_only", "read-only"),
            ("-a", "a"),
            ("a-", "a"),
            ("a--b", "a-b"),
            ("2nd", "nd"),
            ("é", "primary"),
            ("a:b/c", "a-b-c"),
        ] {
            let error = text.parse::<Label>().unwrap_err();
            assert_eq!(error.suggestion, suggestion, "{text}");
        }
    }

    #[test]
    fn case_and_dashes_do_not_tell_labels_apart() {
        let label = |text: &str| text.parse::<Label>().unwrap();
        assert_eq!(label("read-only"), label("READ-only"));
        assert_eq!(label("readonly"), label("read-only"));
        assert_ne!(label("read-only"), label("read-write"));
    }
}
