//! Public signatures name no type of a crate whose versions change more often than this one's.
//!
//! The items that `src/lib.rs` makes public are looked up by their names, and the text of their definitions, methods and
//! `From` implementations is searched for what the file imports from such a crate.

use crate::imports::spell_out;
use crate::sources::{Modules, code, modules};
use std::collections::{BTreeMap, BTreeSet};

/// The crates.
const FOREIGN: [&str; 8] = [
    "anyhow",
    "clap",
    "wasm_encoder",
    "wasmparser",
    "wasmprinter",
    "wasmtime_environ",
    "wit_component",
    "wit_parser",
];

/// The public names of each room.
type Public = BTreeMap<String, BTreeSet<String>>;

/// What a file makes public by `pub use` from a module inside, and by `pub mod`.
fn reexported<'c>(code: &'c str, start: &'c str) -> impl Iterator<Item = &'c str> {
    let lines = code
        .split('\n')
        .enumerate()
        .filter(move |(_, line)| line.starts_with(start));
    lines.map(move |(line, _)| {
        let from: usize = code.split('\n').take(line).map(|line| line.len() + 1).sum();
        code[from + start.len()..].split(';').next().unwrap()
    })
}

/// The name of an item that is public in its module.
fn public_item(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let kinds = [
        "const fn ",
        "fn ",
        "struct ",
        "enum ",
        "trait ",
        "type ",
        "const ",
    ];
    let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    Some(&name[..end.unwrap_or(name.len())])
}

/// The room that a module is in: an outermost module of the crate, or one of host bindings.
fn room(module: &str) -> String {
    let depth = if module.starts_with("bindgen::") {
        2
    } else {
        1
    };
    let parts: Vec<&str> = module.split("::").take(depth).collect();
    parts.join("::")
}

/// Adds what is public in a module, by its path, and in what it makes public.
fn add(modules: &Modules, module: &str, public: &mut Public) {
    let Some(text) = modules.get(module) else {
        return;
    };
    let code = code(text);
    let inside = |name: &str| match module {
        "" => name.to_string(),
        _ => format!("{module}::{name}"),
    };
    if !module.is_empty() {
        let names = code.lines().filter_map(public_item).map(str::to_string);
        public.entry(room(module)).or_default().extend(names);
    }
    for name in reexported(&code, "pub mod ") {
        add(modules, &inside(name), public);
    }
    for tree in reexported(&code, "pub use ") {
        let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut paths = Vec::new();
        spell_out("", &tree, &mut paths);
        for path in paths {
            let (from, name) = path.rsplit_once("::").unwrap_or(("", &path));
            let from = from
                .strip_prefix("crate::")
                .map_or_else(|| inside(from), str::to_string);
            match name {
                "*" => add(modules, &from, public),
                name => {
                    _ = public
                        .entry(room(&from))
                        .or_default()
                        .insert(name.to_string())
                }
            }
        }
    }
}

/// The names in a file that stand for something of one of the crates.
fn foreign_names(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for tree in code
        .split("use ")
        .skip(1)
        .map(|part| part.split(';').next().unwrap())
    {
        let krate = tree.split([':', ' ']).next().unwrap();
        if !FOREIGN.contains(&krate) {
            continue;
        }
        let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        for item in tree.split(['{', '}', ',', ':']) {
            // Of an item that is renamed, the new name counts.
            names.extend(item.trim().rsplit(' ').next().map(str::to_string));
        }
    }
    // A `Result` of `anyhow` is recognised by its missing error; names in lower case are modules or functions.
    names.retain(|name| name != "Result" && name.starts_with(char::is_uppercase));
    names.extend(FOREIGN.map(|krate| format!("{krate}::")));
    names
}

/// The type that a line with `impl` is about.
fn implementing(header: &str) -> Option<&str> {
    let rest = header.strip_prefix("impl")?;
    let mut depth = 0;
    let end = rest.find(|letter| {
        depth += i32::from(letter == '<') - i32::from(letter == '>');
        depth == 0
    });
    let rest = match rest.starts_with('<') {
        true => &rest[end? + 1..],
        false => rest,
    };
    let of = rest.rsplit(" for ").next()?.trim_start();
    of.split(|letter: char| !letter.is_alphanumeric()).next()
}

/// The fields of a structure that everyone can see.
fn public_fields(definition: &str) -> String {
    let fields = match definition.split_once('(') {
        Some((head, fields)) if !head.contains('{') => fields.split(',').collect::<Vec<_>>(),
        _ => definition.lines().skip(1).collect(),
    };
    let fields = fields.into_iter().map(str::trim_start);
    let public: Vec<&str> = fields.filter(|field| field.starts_with("pub ")).collect();
    public.join("\n")
}

/// The signatures in a file that belong to public items: definitions whole, of functions what comes before the body.
fn signatures(code: &str, public: &BTreeSet<String>) -> Vec<String> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    let mut of_public = false;
    for (at, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let outermost = words.len() == line.len();
        let until = |end: &dyn Fn(&str) -> bool| {
            let all = lines[at..].iter().position(|line| end(line)).unwrap_or(0);
            lines[at..=at + all].join("\n")
        };
        let ends = |line: &str| line.ends_with('{') || line.ends_with(';') || line.ends_with('}');
        if outermost && words.starts_with("impl") {
            let header = until(&ends);
            of_public = implementing(&header).is_some_and(|of| public.contains(of));
            if of_public && header.contains(" for ") {
                found.push(header);
            }
        } else if outermost && public_item(line).is_some_and(|name| public.contains(name)) {
            let definition = until(&|line| line == "}" || line.ends_with(';'));
            found.push(if words.starts_with("pub struct") {
                public_fields(&definition)
            } else if words.starts_with("pub enum") {
                definition
            } else {
                until(&ends)
            });
        } else if of_public && !outermost && words.starts_with("pub ") && words.contains("fn ") {
            found.push(until(&ends));
        }
    }
    found
}

/// Public signatures with a type of one of the crates.
fn leaks(modules: &Modules) -> Vec<String> {
    let mut public = Public::new();
    add(modules, "", &mut public);
    let mut leaks = Vec::new();
    for (module, text) in modules {
        let code = code(text);
        let Some(public) = public.get(&room(module)) else {
            continue;
        };
        let foreign = foreign_names(&code);
        let anyhows = code.contains("use anyhow::Result")
            || code.contains("use anyhow::{") && code.contains("Result");
        for signature in signatures(&code, public) {
            let is_foreign = |word: &str| foreign.contains(word);
            let mut words =
                signature.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let path = FOREIGN
                .iter()
                .any(|krate| signature.contains(&format!("{krate}::")));
            let result = signature.split("-> Result<").nth(1);
            let bare = anyhows && result.is_some_and(|of| !of.contains(", "));
            if path || bare || words.any(is_foreign) {
                leaks.push(format!("{module}: {signature}"));
            }
        }
    }
    leaks
}

/// Functions of host bindings that return an error of `anyhow`. Nobody branches on these errors: the command prints them, with
/// what it was doing. A line goes when its function returns an error of its own; none comes in.
const RETURNS_ANYHOW: [&str; 3] = [
    "bindgen::plan::features:     pub fn refuse_async(&self) -> Result<()> {",
    "bindgen::plan::features:     pub fn of(component: &[u8]) -> Result<Features> {",
    "bindgen::rust::package: pub fn package(",
];

#[test]
fn public_signatures_name_no_types_of_other_crates() {
    let modules = modules();
    let mut public = Public::new();
    add(&modules, "", &mut public);
    for (room, name) in [
        ("componentize", "Linker"),
        ("error", "Place"),
        ("wit", "PackageFile"),
    ] {
        assert!(public[room].contains(name), "{name} in {public:#?}");
    }
    let leaks = leaks(&modules);
    let is_known = |leak: &str, known: &str| leak.starts_with(known);
    let known = |leak: &&String| RETURNS_ANYHOW.iter().any(|known| is_known(leak, known));
    let new: Vec<&String> = leaks.iter().filter(|leak| !known(leak)).collect();
    assert!(new.is_empty(), "{new:#?}");
    let mended = RETURNS_ANYHOW
        .iter()
        .filter(|known| !leaks.iter().any(|leak| is_known(leak, known)));
    let mended: Vec<_> = mended.collect();
    assert!(
        mended.is_empty(),
        "take what is mended out of `RETURNS_ANYHOW`: {mended:#?}"
    );
}

#[test]
fn a_type_of_another_crate_does_not_go_unseen() {
    let lib = "mod a;\npub mod b;\npub use a::{f, T};\n";
    let planted = |a: &str, b: &str| {
        let named = [("", lib), ("a", a), ("b", b)]
            .map(|(name, text)| (name.to_string(), text.to_string()));
        leaks(&Modules::from(named)).len()
    };
    let anyhow = "use anyhow::{Context, Result};\n";
    assert_eq!(planted("pub fn f() -> Result<u8, Error> {\n}", ""), 0);
    assert_eq!(
        planted(
            &format!("{anyhow}pub fn f() -> Result<u8, Error> {{\n}}"),
            ""
        ),
        0
    );
    assert_eq!(
        planted(&format!("{anyhow}pub fn f() -> Result<Vec<u8>> {{\n}}"), ""),
        1
    );
    assert_eq!(
        planted(&format!("{anyhow}pub fn g() -> Result<Vec<u8>> {{\n}}"), ""),
        0
    );
    assert_eq!(
        planted(
            &format!(
                "{anyhow}pub struct T;\nimpl T {{\n    pub fn g(\n        &self,\n    ) -> Result<u8> {{"
            ),
            ""
        ),
        1
    );
    assert_eq!(
        planted("impl From<wasmparser::BinaryReaderError> for T {\n", ""),
        1
    );
    assert_eq!(
        planted(
            "use wit_parser::Resolve;\npub struct T {\n    pub r: Resolve,\n}",
            ""
        ),
        1
    );
    assert_eq!(
        planted(
            "",
            "use wit_parser::{Resolve as R, Type};\npub fn g(r: &Type) {"
        ),
        1
    );
    assert_eq!(planted("", "use wit_parser::Type;\nfn g(r: &Type) {"), 0);
}
