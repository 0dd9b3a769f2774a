//! The types of generated packages: `mypy --strict` and pyright find nothing in them, and what is wrong in programs.

use super::crossing::{component, edge_batches};
use super::{echo, harness};
use componentize::bindgen::python::Options;
use wit_component::StringEncoding;

const PROGRAM: &str = "from shop import Err, Ok, Some, instantiate
from shop.exports.api import Api, Color, Perms, Point, Shape, Shape_Circle, Shape_Nothing


class Host:
    def log(self, text: str) -> None:
        print(text)

    def find(self, key: bytes) -> int | None:
        if not key:
            raise Err('empty')
        return len(key)


def area(shape: Shape) -> float:
    match shape:
        case Shape_Circle(radius):
            return radius * radius
        case Shape_Nothing():
            return 0.0


with instantiate({'t:shop/host': Host()}) as shop:
    api: Api = shop.api
    same: Api = shop['t:shop/api']
    total: int = api.add(1, 2)
    point: Point = api.move(Point(1, 2.5, 'x', ['a'], None), [(1, 'a')])
    colors: list[Color] = api.colors((Color.RED, Color.DARK_GREEN), Perms.READ | Perms.WRITE)
    nested: Some[int | None] | None = api.nested(Some(None))
    outcome: Ok[int] | Err[str] = api.outcome([Ok(1), Err('no')])
    areas: list[float] = [area(shape) for shape in api.shapes([Shape_Circle(1.0), Shape_Nothing()])]
    try:
        found: str = api.fallible(b'x')
    except Err as error:
        print(error.value)
";

const WIT: &str = "package t:shop;
interface api {
    record point { x: s32, y: f64, name: string, tags: list<string>, next: option<u8> }
    enum color { red, dark-green }
    flags perms { read, write }
    variant shape { circle(f64), nothing }
    add: func(a: u32, b: u32) -> u32;
    move: func(p: point, to: list<tuple<u8, string>>) -> point;
    colors: func(c: list<color>, perms: perms) -> list<color>;
    nested: func(x: option<option<u32>>) -> option<option<u32>>;
    outcome: func(x: list<result<u8, string>>) -> list<result<u8, string>>;
    shapes: func(x: list<shape>) -> list<shape>;
    fallible: func(key: list<u8>) -> result<string, color>;
}
interface host {
    log: func(text: string);
    find: func(key: list<u8>) -> result<option<u32>, string>;
}
world shop { import host; export api; }";

/// Wrong lines, each for a line of the program.
const WRONG: &[(&str, &str)] = &[
    ("total: int = api.add(1, 2)", "total: int = api.add(1, '2')"),
    ("total: int = api.add(1, 2)", "total: str = api.add(1, 2)"),
    ("total: int = api.add(1, 2)", "total: int = api.ad(1, 2)"),
    ("'t:shop/host': Host()", "'t:shop/hosts': Host()"),
    ("'t:shop/host': Host()", "'t:shop/host': 1"),
    ("def log(self, text: str)", "def log(self, text: int)"),
    ("Perms.READ | Perms.WRITE", "Color.RED"),
    ("api.nested(Some(None))", "api.nested(1)"),
    ("shop['t:shop/api']", "shop['t:shop/apis']"),
    ("found: str = api.fallible", "found: int = api.fallible"),
];

#[test]
fn types_of_a_program_are_checked() {
    let directory = harness::directory("types");
    let program = PROGRAM.replace(
        "outcome: Ok[int] | Err[str] = api.outcome([Ok(1), Err('no')])",
        "outcome: list[Ok[int] | Err[str]] = api.outcome([Ok(1), Err('no')])",
    );
    harness::generate(
        &echo::component(WIT, StringEncoding::UTF8),
        &directory,
        &Options::new("shop"),
    );
    std::fs::write(directory.join("program.py"), &program).expect("a program");
    let mut files = vec!["shop".to_string(), "program.py".to_string()];
    for output in harness::check_types(&directory, &files) {
        harness::succeeded(&output, "a right program");
    }
    files.clear();
    for (i, (right, wrong)) in WRONG.iter().enumerate() {
        assert!(program.contains(right), "{right}");
        let name = format!("wrong{i}.py");
        std::fs::write(directory.join(&name), program.replacen(right, wrong, 1))
            .expect("a program");
        files.push(name);
    }
    for output in harness::check_types(&directory, &files) {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for (file, (_, wrong)) in files.iter().zip(WRONG) {
            let found = text
                .lines()
                .any(|line| line.contains(file.as_str()) && line.contains("error"));
            assert!(found, "nothing is found wrong with `{wrong}`:\n{text}");
        }
    }
}

#[test]
fn packages_of_every_type_are_clean() {
    let directory = harness::directory("every-type");
    let (declarations, cases, encodings) = edge_batches();
    let component = component(&declarations, &cases, encodings[0].1);
    harness::generate(&component, &directory, &Options::new("values"));
    for output in harness::check_types(&directory, &["values".to_string()]) {
        harness::succeeded(&output, "a package of every type");
    }
}

/// What a program may give for one interface under two labels, and what it may not.
const LABELLED: &[(&str, bool)] = &[
    ("{'primary': store, 'fallback': store}", true),
    ("{'wasi:keyvalue/store@0.2.0': store}", true),
    ("{'wasi:keyvalue/store@0.2.0': lambda label: store}", true),
    (
        "{'wasi:keyvalue/store@0.2.0': store, 'fallback': store}",
        true,
    ),
    ("{'primary': store}", false),
    ("{}", false),
    ("{'primary': store, 'fallback': 1}", false),
    (
        "{'primary': store, 'fallback': store, 'third': store}",
        false,
    ),
];

#[test]
fn imports_under_labels_are_required() {
    let directory = harness::directory("types-labels");
    let component = super::behaviour::component("labels");
    harness::generate(&component, &directory, &Options::new("labels"));
    let mut files = vec!["labels".to_string()];
    for (i, (imports, _)) in LABELLED.iter().enumerate() {
        let program = format!(
            "from labels import instantiate
from labels.imports.primary import Primary

def run(store: Primary) -> None:
    instantiate({imports})
"
        );
        let name = format!("program{i}.py");
        std::fs::write(directory.join(&name), program).expect("a program");
        files.push(name);
    }
    for output in harness::check_types(&directory, &files) {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for (file, (imports, is_right)) in files[1..].iter().zip(LABELLED) {
            let mut lines = text.lines().filter(|line| line.contains("error"));
            let refused = lines.any(|line| line.contains(file.as_str()));
            assert_eq!(!refused, *is_right, "{imports}\n{text}");
        }
    }
}

const STREAMS: &str = "package test:program;
interface kit { say: func(text: string) -> result<_, string>; }
world program { import wasi:cli/environment@0.2.0; import kit; export run: func() -> list<string>; }
package wasi:cli@0.2.0 { interface environment { get-arguments: func() -> list<string>; } }";

#[test]
fn a_package_with_wasi_is_clean() {
    let directory = harness::directory("types-wasi");
    harness::generate(
        &echo::component(STREAMS, StringEncoding::UTF8),
        &directory,
        &Options::new("program"),
    );
    let program = "from program import Program, Wasi, instantiate


class Kit:
    def say(self, text: str) -> None:
        print(text)


program: Program = instantiate({'test:program/kit': Kit()}, wasi=Wasi(['a']))
instantiate({'test:program/kit': Kit()})
";
    std::fs::write(directory.join("user.py"), program).expect("a program");
    let files = ["program".to_string(), "user.py".to_string()];
    for output in harness::check_types(&directory, &files) {
        harness::succeeded(&output, "a package with WASI");
    }
    harness::succeeded(&harness::python(&directory, &["user.py"]), "a program");
}
