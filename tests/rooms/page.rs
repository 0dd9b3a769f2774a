//! `docs/architecture.md` lists the rooms that there are, and the direction of imports.

use crate::imports::edges;
use crate::sources::{modules, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const PAGE: &str = "docs/architecture.md";

fn page() -> String {
    fs::read_to_string(root().join(PAGE)).unwrap()
}

/// The rooms of the table.
fn listed(page: &str) -> BTreeSet<String> {
    let (_, rooms) = page.split_once("\n## Rooms\n").expect("a section `Rooms`");
    let (rooms, _) = rooms.split_once("\n## ").expect("a section after `Rooms`");
    let names = rooms.lines().filter_map(|line| line.strip_prefix("| `"));
    names
        .map(|line| line.split('`').next().unwrap().to_string())
        .collect()
}

/// The outermost modules of the crate, and the directories that are in them.
fn there() -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for module in modules()
        .keys()
        .filter(|module| !["", "main"].contains(&module.as_str()))
    {
        let parts: Vec<&str> = module.split("::").collect();
        rooms.insert(parts[0].to_string());
        if parts.len() > 2 && parts[2] != "tests" {
            rooms.insert(parts[..2].join("/"));
        }
    }
    rooms
}

#[test]
fn the_page_lists_the_rooms() {
    let (listed, there) = (listed(&page()), there());
    let missing: Vec<_> = there.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "{PAGE} lacks {missing:?}: add a line ``| `ROOM` | what is in it |`` for each to its table of rooms"
    );
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "{PAGE} lists {gone:?}, which src does not have: take the lines out"
    );
}

/// Each room with the line that it is on, from the top.
fn layers(page: &str) -> BTreeMap<String, usize> {
    let (_, picture) = page
        .split_once("<!-- layers -->\n```text\n")
        .expect("the layers are marked");
    let (picture, _) = picture.split_once("```").expect("the layers end");
    let lines = picture.lines().enumerate();
    lines
        .flat_map(|(line, rooms)| {
            rooms
                .split_whitespace()
                .map(move |room| (room.to_string(), line))
        })
        .collect()
}

#[test]
fn rooms_import_only_from_lines_below_their_own() {
    let layers = layers(&page());
    let modules = modules();
    let mut upwards = Vec::new();
    for (module, others) in edges(&modules) {
        for other in others {
            let rooms = [module, other].map(|path| path.split("::").next().unwrap());
            let [from, to] = rooms.map(|room| {
                let line = layers.get(room);
                *line.unwrap_or_else(|| {
                    panic!("`{room}` is on no line of the layers in {PAGE}: add it")
                })
            });
            if rooms[0] != rooms[1] && from >= to {
                upwards.push(format!("{module} -> {other}"));
            }
        }
    }
    assert!(
        upwards.is_empty(),
        "against the layers in {PAGE}: {upwards:#?}"
    );
}

/// Only the plan of host bindings names Wasmtime's crates, and only the command its own.
#[test]
fn some_crates_are_imported_in_one_room_alone() {
    for (krate, home) in [
        ("wasmtime_environ", "bindgen::plan"),
        ("clap", "cli"),
        ("clap_complete", "cli"),
        ("tempfile", "cli"),
    ] {
        let uses = |text: &str| crate::sources::code(text).contains(&format!("{krate}::"));
        let modules = modules();
        let users = modules
            .iter()
            .filter(|(module, text)| uses(text) && !module.ends_with("::tests"));
        let users: Vec<&String> = users.map(|(module, _)| module).collect();
        assert!(!users.is_empty(), "nothing uses {krate}");
        for user in users {
            assert!(
                user == home || user.starts_with(&format!("{home}::")),
                "{user} uses {krate}"
            );
        }
    }
}
