//! Lists of names in messages.

use std::fmt::Display;

/// How many names a message lists before it counts the rest.
const LISTED: usize = 8;

/// Names in backticks, or items that bring their own.
pub trait Listed {
    /// The item as a message shows it.
    fn show(&self) -> String;
}

impl Listed for String {
    fn show(&self) -> String {
        format!("`{self}`")
    }
}

/// The first items with commas between them, and how many more there are.
pub fn list<T: Listed>(items: &[T]) -> String {
    let mut text = first(items, ", ");
    if let more @ 1.. = items.len().saturating_sub(LISTED) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// The same, or a word for an empty list.
pub fn names_or_nothing<T: Listed>(items: &[T]) -> String {
    match items {
        [] => "none".to_string(),
        items => list(items),
    }
}

fn first<T: Listed>(items: &[T], between: &str) -> String {
    let shown: Vec<String> = items.iter().take(LISTED).map(Listed::show).collect();
    shown.join(between)
}

/// Items on lines of their own, and how many more there are.
pub fn lines<T: Display>(items: &[T]) -> String {
    let mut text: String = items
        .iter()
        .take(LISTED)
        .map(|item| format!("\n    {item}"))
        .collect();
    if let more @ 1.. = items.len().saturating_sub(LISTED) {
        text.push_str(&format!("\n    and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = (0..10).map(|n| format!("f{n}")).collect();
        assert_eq!(list(&names[..2]), "`f0`, `f1`");
        assert!(list(&names).ends_with("`f7` and 2 more"));
        assert!(lines(&names).ends_with("\n    f7\n    and 2 more"));
        assert_eq!(names_or_nothing::<String>(&[]), "none");
    }
}
