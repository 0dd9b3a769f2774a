//! No modules refer to each other in a circle.

use crate::imports::{Edges, edges};
use crate::sources::{Modules, modules};
use std::collections::BTreeSet;

fn reached<'m>(from: &str, edges: &Edges<'m>) -> BTreeSet<&'m str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        for other in edges.get(module).into_iter().flatten() {
            if reached.insert(*other) {
                next.push(other);
            }
        }
    }
    reached
}

/// The modules that are in circles, each with what it refers to.
fn circles(modules: &Modules) -> Vec<String> {
    let edges = edges(modules);
    edges
        .iter()
        .filter(|(module, _)| reached(module, &edges).contains(*module))
        .map(|(module, others)| format!("{module} -> {others:?}"))
        .collect()
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap()
}

#[test]
fn no_modules_refer_to_each_other_in_a_circle() {
    let found = circles(&modules());
    assert!(found.is_empty(), "in circles: {found:#?}");
}

/// The same between the rooms of the crate, that is its outermost modules, `bindgen` among them.
#[test]
fn no_rooms_refer_to_each_other_in_a_circle() {
    let modules = modules();
    let edges = edges(&modules);
    let mut rooms = Edges::new();
    for (module, others) in &edges {
        let others = others.iter().map(|other| room(other));
        let others = others.filter(|other| *other != room(module));
        rooms.entry(room(module)).or_default().extend(others);
    }
    let in_circles = rooms.iter();
    let in_circles: Vec<_> = in_circles
        .filter(|(room, _)| reached(room, &rooms).contains(*room))
        .collect();
    assert!(in_circles.is_empty(), "in circles: {in_circles:#?}");
}

/// A circle is found by whatever path the modules refer to each other.
#[test]
fn a_circle_does_not_go_unseen() {
    for (one, other) in [
        ("use crate::b::f;", "use crate::a::g;"),
        ("use crate::{b::f, c};", "use super::a;"),
        (
            "fn f() { crate::b::f() }",
            "fn g() -> super::a::T { todo!() }",
        ),
        ("use super::b::{self, f};", "pub use crate::a::{T, U};"),
    ] {
        let text = |text: &str| text.to_string();
        let planted = Modules::from([(text("a"), text(one)), (text("b"), text(other))]);
        assert_eq!(circles(&planted).len(), 2, "{one} {other}");
        for outer in [
            "pub use b::f;",
            "pub use b::{f, g};",
            "#[cfg(test)]\nmod tests;\nuse b::f;",
        ] {
            let inside = Modules::from([
                (text("a"), format!("mod b;\n{outer}")),
                (text("a::b"), text("use super::T;")),
            ]);
            assert_eq!(circles(&inside).len(), 2, "{outer}");
        }
    }
    let none = Modules::from([
        ("a".to_string(), "mod b;\nuse b::f;".to_string()),
        (
            "a::b".to_string(),
            "mod c {\n    fn f() { super::g(\"super::T\") }\n}\n// super::T\n#[cfg(test)]\nmod tests {\n    use super::super::T;\n}"
                .to_string(),
        ),
    ]);
    assert_eq!(circles(&none), Vec::<String>::new());
}
