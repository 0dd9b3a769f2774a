//! The runtime that generated code needs: one `.js` file for each theme, of which only the functions, classes and
//! constants in use are written.
//!
//! A piece is an unindented definition between blank lines of such a file, with the comment above it. It needs the
//! pieces whose names its code mentions, so no list of them is kept.

use crate::bindgen::pieces::{Library, Piece, Used, identifiers};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The themes, in the order in which they are written: `const`s and classes come before what runs them.
const THEMES: &[&str] = &[
    include_str!("runtime/calls.js"),
    include_str!("runtime/memory.js"),
    include_str!("runtime/numbers.js"),
    include_str!("runtime/variants.js"),
    include_str!("runtime/strings.js"),
    include_str!("runtime/lists.js"),
    include_str!("runtime/handles.js"),
    include_str!("runtime/transcode.js"),
    include_str!("runtime/loading.js"),
];

/// The theme of components that are not async, but whose imports may return promises.
const SUSPENSION: &[&str] = &[include_str!("runtime/suspension.js")];

/// The themes of component-model async, after all others.
const ASYNC_THEMES: &[&str] = &[
    include_str!("runtime/async/store.js"),
    include_str!("runtime/async/deadlock.js"),
    include_str!("runtime/async/waitable_set.js"),
    include_str!("runtime/async/task.js"),
    include_str!("runtime/async/subtask.js"),
    include_str!("runtime/async/stack.js"),
    include_str!("runtime/async/guest_call.js"),
    include_str!("runtime/async/error_context.js"),
    include_str!("runtime/async/guest_buffer.js"),
    include_str!("runtime/async/copy_end.js"),
    include_str!("runtime/async/stream.js"),
    include_str!("runtime/async/future.js"),
    include_str!("runtime/async/host_source.js"),
    include_str!("runtime/async/host_sink.js"),
];

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::new(all_themes().flat_map(pieces).collect(), code));

fn all_themes() -> impl Iterator<Item = &'static &'static str> {
    THEMES.iter().chain(SUSPENSION).chain(ASYNC_THEMES)
}

/// The pieces of a theme.
fn pieces(theme: &&'static str) -> Vec<Piece> {
    let mut texts: Vec<&'static str> = Vec::new();
    let (mut start, mut search) = (0, 0);
    while let Some(found) = theme[search..].find("\n\n") {
        let end = search + found;
        search = end + 2;
        if !theme[search..].starts_with([' ', '}']) {
            texts.push(&theme[start..end]);
            start = search;
        }
    }
    texts.push(&theme[start..]);
    let pieces = texts.into_iter().filter_map(|text| {
        let name = text.lines().find_map(defined)?;
        let text = text.trim_end();
        Some(Piece { name, text })
    });
    pieces.collect()
}

/// The name that an unindented line defines.
fn defined(line: &'static str) -> Option<&'static str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let keywords = ["function ", "class ", "const "];
    let rest = keywords.iter().find_map(|word| line.strip_prefix(word))?;
    identifiers(rest).next()
}

/// A piece without comments, and without strings in single quotes.
fn code(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with("//") && !line.starts_with(['*', '/']));
    let lines = lines.map(|line| {
        let parts = line.split('\'').enumerate();
        let outside = parts.filter(|(i, _)| i % 2 == 0).map(|(_, part)| part);
        outside.collect::<Vec<_>>().join("''")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The pieces that a generated file needs: none so far.
pub fn runtime() -> Used {
    Used::of(&LIBRARY)
}

/// The text of the pieces that are needed. Comments above functions are kept for readers of the generated file; those with
/// `//` are for readers of the runtime, and are left out. Tasks need many classes, whose comments about members are left
/// out too. So are lines that serve to find deadlocks, if nothing looks for them.
pub fn text(used: &Used) -> String {
    let with_members: BTreeSet<_> = names(false, true).collect();
    let watched = used.iter().any(|piece| piece.name == "WatchedStore");
    let mut out = String::new();
    for piece in used.iter() {
        let kept = |line: &&str| {
            let comment = line.trim_start().starts_with("//")
                || line.starts_with("  /**") && !with_members.contains(piece.name);
            let watches = line.contains(".outside") || line.contains(".watch()");
            !comment && (watched || !watches)
        };
        for line in piece.text.lines().filter(kept) {
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// Names that generated code must not use for anything else.
pub fn names(asynchronous: bool, suspends: bool) -> impl Iterator<Item = &'static str> {
    let count = |themes: &'static [&'static str]| themes.iter().flat_map(pieces).count();
    let count = match (asynchronous, suspends) {
        (true, _) => LIBRARY.pieces.len(),
        (false, true) => count(THEMES) + count(SUSPENSION),
        (false, false) => count(THEMES),
    };
    LIBRARY.pieces[..count].iter().map(|piece| piece.name)
}

/// All identifiers in the code of the runtime.
#[cfg(test)]
pub fn words() -> BTreeSet<String> {
    let texts = LIBRARY.pieces.iter().map(|piece| code(piece.text));
    let words = texts.flat_map(|text| identifiers(&text).map(str::to_string).collect::<Vec<_>>());
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_at_the_margin_is_a_piece() {
        let lines = all_themes().flat_map(|theme| theme.lines());
        let definitions: Vec<_> = lines.filter_map(defined).collect();
        let names: Vec<_> = names(true, true).collect();
        assert_eq!(definitions, names);
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn pieces_bring_what_they_mention_and_nothing_else() {
        let needed = |name| {
            let mut runtime = runtime();
            runtime.need(name);
            runtime.iter().map(|piece| piece.name).collect::<Vec<_>>()
        };
        assert_eq!(needed("trap"), ["trap"]);
        assert_eq!(needed("toU8"), ["badValue", "toU8"]);
        assert_eq!(
            needed("liftUtf8"),
            ["trap", "checkRange", "utf8Decoder", "liftUtf8"]
        );
        assert_eq!(needed("inside"), ["inside"]);
    }

    #[test]
    fn comments_about_members_of_tasks_are_left_out() {
        let mut runtime = runtime();
        runtime.need("Task");
        let text = text(&runtime);
        assert!(
            text.contains("\n/** ") && !text.contains("\n  /** "),
            "{text}"
        );
        assert!(text.contains("\nclass Task extends "));
    }

    #[test]
    fn words_in_comments_strings_and_members_are_not_code() {
        let text = "/** trap */\n// trap\nfunction f(a) {\n  a.trap('trap');\n}";
        let code = code(text);
        assert!(identifiers(&code).all(|word| word != "trap"), "{code}");
    }
}
