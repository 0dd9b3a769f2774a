//! Random programs that call back and forth: host, outer component, inner component, host again, which calls back into
//! what is running. What the host sees, and how each call ends, is the same in Node and in Wasmtime.
//!
//! Each call passes a borrowed handle, which the callee may drop, use afterwards, or forget. Calls may be in a
//! `try_table` that catches everything, and must not catch a trap or an error of the host.
//!
//! `CONVERSATIONS=SEED` runs one program. One that differs is made smaller before it is shown.

use super::harness::{self, Node};
use super::random::Random;
use super::talk::{Answer, Program, Step};
use componentize::bindgen::js::{Instantiation, Options};
use std::fmt::Write;
use std::path::Path;
use wasmtime::component::{Component, Func, Linker, ResourceAny, ResourceType, Val};
use wasmtime::{Config, Engine, Store, StoreContextMut};

/// How many programs are run.
const PROGRAMS: u64 = 300;

/// A resource of the host.
struct Thing;

/// What happens on the host's side in Wasmtime.
struct Host {
    program: Program,
    answered: usize,
    log: String,
    exports: Vec<Func>,
}

impl Host {
    /// What the host does when it is called next.
    fn answer(&mut self) -> Answer {
        let answer = self.program.answers.get(self.answered).cloned();
        self.answered += 1;
        answer.unwrap_or(Answer::Return(1))
    }
}

/// The function that the components import.
fn host(mut store: StoreContextMut<'_, Host>, number: u32) -> wasmtime::Result<u32> {
    writeln!(store.data_mut().log, "host {number}")?;
    match store.data_mut().answer() {
        Answer::Return(value) => Ok(value),
        Answer::Throw => wasmtime::bail!("of the host"),
        Answer::CallBack(export, then) => {
            let function = store.data().exports[export];
            let outcome = call(&mut store, function, number);
            writeln!(store.data_mut().log, "back {outcome}")?;
            Ok(then)
        }
    }
}

/// Calls an export; how that ends.
fn call(store: &mut StoreContextMut<'_, Host>, function: Func, number: u32) -> String {
    let thing = ResourceAny::try_from_resource(
        wasmtime::component::Resource::<Thing>::new_own(1),
        &mut *store,
    );
    let thing = thing.expect("a resource");
    let mut results = [Val::Bool(false)];
    let arguments = [Val::Resource(thing), Val::U32(number)];
    match (
        function.call(&mut *store, &arguments, &mut results),
        results,
    ) {
        (Ok(()), [Val::U32(value)]) => value.to_string(),
        (Ok(()), other) => panic!("{other:?}"),
        (Err(_), _) => "stopped".to_string(),
    }
}

/// What Wasmtime makes of a program.
fn expected(engine: &Engine, program: &Program) -> String {
    let text = program.component();
    let component =
        Component::new(engine, &text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let mut linker = Linker::<Host>::new(engine);
    let mut root = linker.root();
    root.resource("thing", ResourceType::host::<Thing>(), |_, _| Ok(()))
        .expect("the resource");
    root.func_new("host", |mut store, _, arguments, results| {
        let [Val::Resource(thing), Val::U32(number)] = arguments else {
            panic!("{arguments:?}");
        };
        let number = *number;
        // The host has done with what it was lent.
        thing.resource_drop(&mut store)?;
        results[0] = Val::U32(host(store, number)?);
        Ok(())
    })
    .expect("the function");
    let data = Host {
        program: program.clone(),
        answered: 0,
        log: String::new(),
        exports: Vec::new(),
    };
    let mut store = Store::new(engine, data);
    let instance = linker
        .instantiate(&mut store, &component)
        .expect("an instance");
    for name in program.exports() {
        let function = instance.get_func(&mut store, &name).expect("the function");
        store.data_mut().exports.push(function);
    }
    for (export, number) in program.calls.clone() {
        let function = store.data().exports[export];
        let outcome = call(
            &mut wasmtime::AsContextMut::as_context_mut(&mut store),
            function,
            number,
        );
        writeln!(store.data_mut().log, "call {outcome}").unwrap();
    }
    std::mem::take(&mut store.data_mut().log)
}

/// What Node makes of programs.
fn found(programs: &[&Program], directory: &Path) -> Vec<String> {
    let mut cases = String::from("export const cases = [\n");
    for (i, program) in programs.iter().enumerate() {
        let name = format!("program{i}");
        let bytes = wat::parse_str(program.component()).expect("a component");
        let options = Options {
            types: false,
            ..harness::options(&name, Instantiation::Sync)
        };
        harness::generate(&bytes, directory, &options);
        writeln!(cases, "{},", program.javascript()).unwrap();
    }
    cases.push_str("];\n");
    std::fs::write(directory.join("cases.js"), cases).expect("the cases");
    // Node 22 does not know the instructions that catch.
    let output = Node::Newest.run_script("conversations.js", directory);
    let output = output
        .strip_suffix("end\n")
        .expect("the script's last line");
    output.split("next\n").skip(1).map(str::to_string).collect()
}

/// The smallest program found that still differs.
fn smallest(engine: &Engine, program: &Program, directory: &Path) -> Program {
    let differs = |program: &Program| found(&[program], directory)[0] != expected(engine, program);
    let mut smallest = program.clone();
    while let Some(smaller) = smallest.smaller().into_iter().find(&differs) {
        smallest = smaller;
    }
    smallest
}

#[test]
fn random_conversations_go_as_in_wasmtime() {
    let directory = harness::directory("conversations");
    let engine = Engine::new(Config::new().wasm_exceptions(true)).expect("an engine");
    let seeds = match std::env::var("CONVERSATIONS") {
        Ok(seed) => vec![seed.parse().expect("a number")],
        Err(_) => (0..PROGRAMS).collect(),
    };
    let programs = seeds
        .iter()
        .map(|seed| Program::new(&mut Random::new(*seed)));
    let programs: Vec<_> = programs.collect();
    let found = found(&programs.iter().collect::<Vec<_>>(), &directory);
    assert_eq!(found.len(), programs.len());
    let mut all = String::new();
    for ((seed, program), found) in seeds.iter().zip(&programs).zip(&found) {
        let expected = expected(&engine, program);
        if *found != expected {
            let smallest = smallest(&engine, program, &directory);
            panic!(
                "CONVERSATIONS={seed}: in Node\n{found}in Wasmtime\n{expected}the smallest such program: {smallest:#?}\n{}",
                smallest.component()
            );
        }
        all.push_str(&expected);
    }
    if seeds.len() as u64 == PROGRAMS {
        // They end in every way there is.
        for line in ["call stopped\n", "back stopped\n"] {
            assert!(all.matches(line).count() > 50, "{line}");
        }
        assert!(all.lines().filter(|line| line.starts_with("host")).count() > 500);
        let returned = |line: &&str| line.starts_with("call ") && !line.ends_with("stopped");
        assert!(all.lines().filter(returned).count() > 100);
    }
}

#[test]
fn a_program_that_differs_is_made_smaller() {
    let program = Program::new(&mut Random::new(1));
    let steps = |program: &Program| program.functions.iter().flatten().count();
    for smaller in program.smaller() {
        let sum = |program: &Program| steps(program) + program.calls.len() + program.answers.len();
        assert!(sum(&smaller) < sum(&program), "{smaller:?}");
        assert!(!smaller.calls.is_empty());
    }
    assert!(
        program
            .functions
            .iter()
            .flatten()
            .any(|step| matches!(step, Step::Host { .. }))
    );
}
