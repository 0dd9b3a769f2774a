//! One page that shows what is in a component: where its bytes are, how it is wired, and why it imports what it imports.
//!
//! The page is a single file without references to others. It has a treemap of the bytes, the wiring from the imports to the
//! exports, and for each imported function the shortest way of calls that needs it. Each picture has a table with the same
//! content next to it.
//!
//! ```
//! let component = componentize::Componentizer::new(b"(module)").encode()?;
//! let page = componentize::picture::html(&component, "empty.wasm")?;
//! assert!(page.starts_with("<!doctype html>"));
//! # Ok::<(), componentize::Error>(())
//! ```

mod graph;
mod paths;
mod reasons;
mod tree;
mod wiring;

pub use graph::{dot, mermaid};

use crate::error::Error;
use crate::input;
use crate::inspect::Role;
use crate::weights::{WeighedModule, Weights};
use serde_derive::Serialize;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page's script draws.
#[derive(Serialize)]
struct Data {
    title: String,
    kind: &'static str,
    size: u64,
    tree: tree::Part,
    wiring: wiring::WiringPicture,
    reasons: Vec<reasons::Reason>,
}

/// Makes the page of a component or core module, in the binary format or as WAT text. `title` is its heading.
///
/// # Errors
///
/// Those of [`inspect`](crate::inspect::inspect), and function bodies that are malformed.
pub fn html(wasm: &[u8], title: &str) -> Result<String, Error> {
    let wasm = input::either(wasm)?;
    let weights = Weights::of(&wasm)?;
    let report = &weights.report;
    let reasons = reasons::reasons(report, guests(&weights)).map_err(Error::from_any)?;
    let data = Data {
        title: title.to_string(),
        kind: report.kind,
        size: report.size,
        tree: tree::tree(title, &weights),
        wiring: wiring::wiring(report),
        reasons,
    };
    let json = serde_json::to_string(&data).expect("the data holds texts and numbers only");
    // `</script>` in a name would end the element.
    let json = json.replace('<', "\\u003c");
    let parts = [
        ("{{title}}", escaped(title)),
        ("{{style}}", STYLE.to_string()),
        ("{{script}}", SCRIPT.to_string()),
        ("{{data}}", json),
    ];
    Ok(filled(PAGE, &parts))
}

/// The guest's own modules in the outermost component.
fn guests<'w, 'a>(weights: &'w Weights<'a>) -> impl Iterator<Item = &'w WeighedModule<'a>> {
    let own = |module: &&WeighedModule<'_>| {
        module.key.is_outermost() && matches!(module.key.role(), Role::Main | Role::Library)
    };
    weights.modules.iter().filter(own)
}

/// The template with its marks replaced; what is put in is not searched for marks again.
fn filled(template: &str, parts: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    let next = |rest: &str| {
        let found = parts
            .iter()
            .filter_map(|part| Some((rest.find(part.0)?, part)));
        found.min_by_key(|(index, _)| *index)
    };
    while let Some((index, (mark, text))) = next(rest) {
        page += &rest[..index];
        page += text;
        rest = &rest[index + mark.len()..];
    }
    page + rest
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
