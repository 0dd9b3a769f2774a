//! Worlds whose bindings are looked at: labels, one interface in several versions, WASI, and worlds at random.

use super::checked::project;
use super::harness::Batch;
use super::random::Random;
use super::wit::{self, component};
use componentize::bindgen::rust::Options;
use wit_parser::Resolve;

/// A world by its name and its WIT.
pub struct World {
    pub name: &'static str,
    wit: &'static str,
}

/// What the worlds of labels share.
pub const ALL: &[World] = &[
    World {
        name: "plain_and_labelled",
        wit: "package t:b@1.2.0;
            interface store { resource bucket { get: func(key: string) -> option<string>; } open: func() -> bucket; }
            world w {
                import store;
                import primary: store;
                import secondary: store;
                export store;
                export first: store;
                export second: store;
            }",
    },
    World {
        name: "several_versions",
        wit: "package t:b;
            world w { import c:d/e@1.0.0; import c:d/e@2.0.0; export c:d/e@2.0.0; import x:y/e; }
            package c:d@1.0.0 { interface e { record r { a: u8 } f: func(r: r) -> r; } }
            package c:d@2.0.0 { interface e { record r { b: u8 } f: func(r: r) -> r; } }
            package x:y { interface e { enum r { a } f: func(r: r) -> r; } }",
    },
    World {
        name: "the_world_itself",
        wit: "package t:b;
            interface types { record %error { code: u32, text: string } }
            world w {
                use types.{%error};
                record settings { name: string, level: u8 }
                resource logger { constructor(name: string); log: func(text: string) -> result<_, %error>; }
                import now: func() -> u64;
                import unnamed: interface { use types.{%error}; ping: func(e: %error) -> option<%error>; }
                export run: func(settings: settings, texts: list<string>) -> result<u32, %error>;
                export other: interface { use types.{%error}; last: func() -> option<%error>; }
            }",
    },
    World {
        name: "wasi_under_labels",
        wit: "package t:b;
            world w {
                import wasi:io/streams@0.2.0;
                import second: wasi:io/streams@0.2.0;
                import mine: interface { use wasi:io/streams@0.2.0.{output-stream}; get: func() -> output-stream; }
                export take: func() -> list<string>;
            }
            package wasi:io@0.2.0 {
                interface poll { resource pollable { ready: func() -> bool; } }
                interface streams {
                    use poll.{pollable};
                    resource output-stream { subscribe: func() -> pollable; check-write: func() -> u64; }
                }
            }",
    },
    World {
        name: "used_types",
        wit: "package t:b;
            interface a { resource r { } record pair { one: own<r>, n: u8 } variant v { some(pair), none } }
            interface b { use a.{r, pair, v}; f: func(p: pair) -> v; g: func(r: borrow<r>) -> list<v>; }
            interface c { use a.{pair as couple}; record pair { x: f64 } h: func(c: couple) -> pair; }
            world w { import b; import c; export c; }",
    },
    World {
        name: "names_of_interfaces",
        wit: "package t:b;
            interface point { record point { x: u8 } f: func(p: point) -> point; }
            interface host { f: func(); } interface functions { f: func(); } interface bindings { f: func(); }
            interface %self { f: func(); } interface %type { f: func(); } interface len { len: func() -> u32; }
            world w {
                import point; import host; import functions; import bindings; import %self; import %type; import len;
                export point; export host; export functions; export bindings; export %self; export %type; export len;
            }",
    },
];

impl World {
    /// A component of it whose functions all trap.
    pub fn component(&self) -> Vec<u8> {
        of_wit(self.wit)
    }
}

/// A component of the only world of a package, whose functions all trap.
pub fn of_wit(wit: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("test.wit", wit);
    let package = package.unwrap_or_else(|error| panic!("{wit}: {error:#}"));
    let world = resolve.select_world(&[package], None).expect("one world");
    component(&resolve, world)
}

/// A component that imports what the built-in adapter does: most of WASI's interfaces, each as a whole.
pub fn wasi_imports() -> Vec<u8> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve
        .push_path(project("preview1/adapter.wit"))
        .expect("WIT");
    let world = resolve
        .select_world(&[package], Some("command"))
        .expect("a world");
    component(&resolve, world)
}

/// Components of every world of a package at random.
fn at_random(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let noise: Vec<u8> = (0..4096).map(|_| random.below(256) as u8).collect();
    wit::components_at_random(&noise)
}

/// `SEED=n` begins elsewhere.
#[test]
fn bindings_of_worlds_at_random_compile() {
    let first = std::env::var("SEED").map_or(0, |seed| seed.parse().expect("a number"));
    let mut batch = Batch::new("random-worlds");
    for seed in first..first + 150 {
        for (index, component) in at_random(seed).iter().enumerate() {
            let name = format!("world_{seed}_{index}");
            let asynchronous = index % 2 == 1;
            batch.add(
                &name,
                component,
                &Options {
                    asynchronous,
                    ..Options::new(&name)
                },
            );
        }
    }
    assert!(batch.len() > 60, "only {} worlds", batch.len());
    batch.check();
}

/// Words that Rust, its prelude or generated code has a use for.
const WORDS: &str = "abstract as async await become box break const continue crate do dyn else enum extern false final fn
    for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct super trait true
    try type typeof union unsafe unsized use virtual where while yield
    bool char str string vec option some none result ok err send sync clone copy drop from into default iterator
    add-to-linker add-to-instance add-labels-to-linker app bindings component data func functions get has-data host id
    import instance instantiate instances is-open linker look-up main name names new own params params2 pre rep resource
    resource-any resource-drop resource-table rust state std stands store t d h tokio ty typed-func types wasi wasmtime";

/// Each word as the name of an interface, a label, a type, a field, a case, a resource's function, a function, a parameter.
fn hostile(words: &[&str]) -> Vec<u8> {
    let (mut interfaces, mut items) = (String::new(), String::new());
    for word in words {
        interfaces.push_str(&format!(
            "interface %{word} {{
                record %{word} {{ %{word}: u8 }}
                variant v-{word} {{ %{word}(u8), w-{word}(%{word}) }}
                enum e-{word} {{ %{word} }}
                flags f-{word} {{ %{word} }}
                g-{word}: func(%{word}: %{word}, e: e-{word}, f: f-{word}) -> v-{word};
            }}
            interface second-{word} {{
                resource %r-{word} {{ constructor(%{word}: u8); %{word}: static func(%{word}: u8) -> u8; }}
                %{word}: func(%{word}: list<u8>) -> result<u8, string>;
            }}\n"
        ));
        items.push_str(&format!(
            "import %{word}; import second-{word}; import %{word}: second-{word}; export %{word}; export second-{word};
            export %{word}: func(%{word}: u8) -> u8;\n"
        ));
    }
    of_wit(&format!(
        "package t:hostile;\n{interfaces}world w {{ {items} }}"
    ))
}

#[test]
fn any_word_may_be_a_name() {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut batch = Batch::new("hostile-names");
    // Components have a limit of 1000 instances.
    for (index, words) in words.chunks(32).enumerate() {
        for asynchronous in [false, true] {
            let name = format!("hostile_{index}_{asynchronous}");
            let options = Options {
                asynchronous,
                ..Options::new(&name)
            };
            batch.add(&name, &hostile(words), &options);
        }
    }
    assert!(batch.len() >= 8, "only {} sets of bindings", batch.len());
    batch.check();
}
