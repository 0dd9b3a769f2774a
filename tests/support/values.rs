//! Values of every type for tests of generated code, and Wasmtime on the same components: what one host lowered, the other
//! lifts.

use super::echo;
use super::random::Random;
use super::value::{Declarations, Type, scalars};
use std::fmt::Write;
use std::path::Path;
use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store};
use wit_component::StringEncoding;

/// Types, each with its values.
pub type Cases = Vec<(Type, Vec<Val>)>;

/// A component that passes values of these types on.
pub fn component(declarations: &Declarations, cases: &Cases, encoding: StringEncoding) -> Vec<u8> {
    let (mut host, mut kit) = (String::new(), String::new());
    for (i, (ty, _)) in cases.iter().enumerate() {
        let ty = ty.wit();
        writeln!(
            host,
            "echo-{i}: func(x: {ty}) -> {ty}; sink-{i}: func(x: {ty});"
        )
        .unwrap();
        writeln!(
            kit,
            "echo-{i}: func(x: {ty}) -> {ty}; put-{i}: func(x: {ty}); drain-{i}: func();"
        )
        .unwrap();
    }
    let names = declarations.names().join(", ");
    let uses = if names.is_empty() {
        String::new()
    } else {
        format!("use types.{{{names}}};")
    };
    let wit = format!(
        "package test:values;
        interface types {{ {} }}
        interface host {{ {uses} {host} }}
        interface kit {{ {uses} {kit} image: func() -> list<u8>; restore: func(image: list<u8>); }}
        world values {{ import host; export kit; }}",
        declarations.text
    );
    echo::component(&wit, encoding)
}

/// Wasmtime with one of these components.
struct Peer {
    store: Store<Vec<Val>>,
    linker: Linker<Vec<Val>>,
    component: Component,
}

impl Peer {
    fn new(engine: &Engine, bytes: &[u8], count: usize) -> Peer {
        let component = Component::new(engine, bytes).expect("Wasmtime takes the component");
        let mut linker = Linker::<Vec<Val>>::new(engine);
        let mut host = linker.instance("test:values/host").expect("an instance");
        for i in 0..count {
            host.func_new(
                &format!("echo-{i}"),
                |_, _, arguments: &[Val], results: &mut [Val]| {
                    results[0] = arguments[0].clone();
                    Ok(())
                },
            )
            .expect("a function");
            host.func_new(
                &format!("sink-{i}"),
                |mut store, _, arguments: &[Val], _| {
                    store.data_mut().push(arguments[0].clone());
                    Ok(())
                },
            )
            .expect("a function");
        }
        Peer {
            store: Store::new(engine, Vec::new()),
            linker,
            component,
        }
    }

    fn instance(&mut self) -> Instance {
        self.linker
            .instantiate(&mut self.store, &self.component)
            .expect("an instance")
    }

    fn call(&mut self, instance: &Instance, name: &str, arguments: &[Val], results: &mut [Val]) {
        let kit = instance
            .get_export_index(&mut self.store, None, "test:values/kit")
            .expect("the interface");
        let index = instance
            .get_export_index(&mut self.store, Some(&kit), name)
            .expect("the function");
        let function = instance
            .get_func(&mut self.store, index)
            .expect("a function");
        function
            .call(&mut self.store, arguments, results)
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }

    /// Memory after Wasmtime lowered the value.
    fn image(&mut self, case: usize, value: &Val) -> Vec<u8> {
        let instance = self.instance();
        self.call(
            &instance,
            &format!("put-{case}"),
            std::slice::from_ref(value),
            &mut [],
        );
        let mut results = [Val::Bool(false)];
        self.call(&instance, "image", &[], &mut results);
        let [Val::List(bytes)] = results else {
            panic!("an image is a list")
        };
        let bytes = bytes.iter().map(|byte| match byte {
            Val::U8(byte) => *byte,
            other => panic!("{other:?} is not a byte"),
        });
        bytes.collect()
    }

    /// What Wasmtime lifts from memory.
    fn lift(&mut self, case: usize, image: &[u8]) -> Val {
        let instance = self.instance();
        let image = Val::List(image.iter().map(|byte| Val::U8(*byte)).collect());
        self.call(&instance, "restore", &[image], &mut []);
        self.call(&instance, &format!("drain-{case}"), &[], &mut []);
        self.store.data_mut().pop().expect("the sink was called")
    }
}

fn engine() -> Engine {
    let mut config = Config::new();
    config
        .wasm_component_model_map(true)
        .wasm_component_model_fixed_length_lists(true);
    Engine::new(&config).expect("an engine")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits");
    (0..text.len()).step_by(2).map(digit).collect()
}

/// A component that passes values on, the values, and Wasmtime with the same component.
pub struct Batch<'c> {
    /// The component.
    pub component: Vec<u8>,
    cases: &'c Cases,
    peer: Peer,
}

impl Batch<'_> {
    pub fn new<'c>(
        declarations: &Declarations,
        cases: &'c Cases,
        encoding: StringEncoding,
    ) -> Batch<'c> {
        let component = component(declarations, cases, encoding);
        let peer = Peer::new(&engine(), &component, cases.len());
        Batch {
            component,
            cases,
            peer,
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.cases.iter().map(|(_, values)| values.len()).sum()
    }

    /// The values as a program: `line` writes one, from the number of its type, the type, the value, and the memory after
    /// Wasmtime lowered it, in hexadecimal digits.
    pub fn program(&mut self, line: impl Fn(usize, &Type, &Val, &str) -> String) -> String {
        let mut program = String::new();
        for (case, (ty, values)) in self.cases.iter().enumerate() {
            for value in values {
                let image = hex(&self.peer.image(case, value));
                program.push_str(&line(case, ty, value, &image));
            }
        }
        program
    }

    /// Lifts what the program lowered: `images.txt` has a line for each value.
    pub fn check_images(&mut self, directory: &Path) {
        let images = std::fs::read_to_string(directory.join("images.txt")).expect("the images");
        let place = directory.display();
        assert_eq!(
            images.lines().count(),
            self.len(),
            "one image for each value in {place}"
        );
        let mut images = images.lines();
        for (case, (ty, values)) in self.cases.iter().enumerate() {
            for (value, image) in values.iter().zip(&mut images) {
                let lifted = self.peer.lift(case, &unhex(image));
                // Debug text, because a NaN is not equal to itself.
                assert_eq!(
                    format!("{lifted:?}"),
                    format!("{value:?}"),
                    "`{}`, lowered by generated code in {place}, lifted by Wasmtime",
                    ty.wit()
                );
            }
        }
    }
}

/// Passes the edge values of every type on, in each encoding.
pub fn pass_edge_values(mut pass: impl FnMut(&str, &mut Batch)) {
    let (declarations, cases, encodings) = edge_batches();
    for (name, encoding) in encodings {
        let mut batch = Batch::new(&declarations, &cases, encoding);
        assert!(batch.len() > 600, "only {} values", batch.len());
        pass(&format!("edges-{name}"), &mut batch);
    }
}

/// Passes 10,000 random values on.
pub fn pass_random_values(mut pass: impl FnMut(&str, &mut Batch)) {
    let mut count = 0;
    for seed in 0..SEEDS {
        let (declarations, cases, encoding) = random_batch(seed);
        let mut batch = Batch::new(&declarations, &cases, encoding);
        count += batch.len();
        pass(&format!("random-{seed}"), &mut batch);
    }
    assert_eq!(count, 10_000);
}

/// Types made of others, in every way there is.
fn composed_types(declarations: &mut Declarations) -> Vec<Type> {
    let list = |ty: Type| Type::List(Box::new(ty));
    let option = |ty: Type| Type::Option(Box::new(ty));
    let result =
        |ok: Option<Type>, err: Option<Type>| Type::Result(ok.map(Box::new), err.map(Box::new));
    let mut composed: Vec<_> = scalars().into_iter().map(list).collect();
    composed.extend(
        scalars()
            .into_iter()
            .map(|ty| Type::FixedList(Box::new(ty), 3)),
    );
    composed.extend([
        Type::Map(Box::new(Type::String), Box::new(Type::U64)),
        Type::Map(Box::new(Type::U32), Box::new(list(Type::String))),
        option(Type::U8),
        option(option(Type::String)),
        option(option(option(Type::Bool))),
        result(None, None),
        result(Some(Type::U64), Some(Type::F32)),
        result(Some(Type::String), None),
        result(None, Some(Type::F64)),
        Type::Tuple(scalars()),
        Type::Tuple(vec![Type::U8, Type::U64, Type::String]),
        declarations.record(vec![
            Type::U8,
            Type::String,
            option(Type::U64),
            list(Type::U16),
        ]),
        declarations.record(vec![Type::F32; 17]),
        declarations.record(vec![Type::String; 9]),
        declarations.variant(vec![
            None,
            Some(Type::F32),
            Some(Type::U64),
            Some(Type::F64),
            Some(Type::String),
        ]),
        declarations.variant(vec![Some(Type::F32), Some(Type::U32)]),
        declarations.variant(vec![Some(Type::Char), Some(Type::S8), None]),
        declarations.variant(vec![None; 300]),
        declarations.enumeration(1),
        declarations.enumeration(257),
    ]);
    composed
}

/// Components that hold the edge values of every type, one for each encoding of strings.
pub fn edge_batches() -> (Declarations, Cases, [(&'static str, StringEncoding); 3]) {
    let mut declarations = Declarations::default();
    let mut random = Random::new(1);
    let mut cases: Cases = scalars()
        .into_iter()
        .map(|ty| {
            let edges = ty.edges();
            (ty, edges)
        })
        .collect();
    let mut composed = composed_types(&mut declarations);
    for count in [1, 7, 8, 9, 16, 17, 31, 32] {
        composed.push(declarations.flags(count));
    }
    for ty in composed {
        let values = (0..12).map(|_| ty.random_value(&mut random)).collect();
        cases.push((ty, values));
    }
    let encodings = [
        ("utf8", StringEncoding::UTF8),
        ("utf16", StringEncoding::UTF16),
        ("compact", StringEncoding::CompactUTF16),
    ];
    (declarations, cases, encodings)
}

/// How many random batches there are.
const SEEDS: u64 = 25;

/// Random values of random types: 400 of 40.
fn random_batch(seed: u64) -> (Declarations, Cases, StringEncoding) {
    let mut random = Random::new(seed + 100);
    let mut declarations = Declarations::default();
    let mut cases = Cases::new();
    for _ in 0..40 {
        let ty = declarations.random_type(&mut random, 3);
        let values = (0..10).map(|_| ty.random_value(&mut random)).collect();
        cases.push((ty, values));
    }
    let encodings = [
        StringEncoding::UTF8,
        StringEncoding::UTF16,
        StringEncoding::CompactUTF16,
    ];
    (declarations, cases, encodings[seed as usize % 3])
}
