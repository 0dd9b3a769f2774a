//! Running a whole program (`_start`) on one host, and what can be seen of it from outside.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use wasmtime::Store;
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings::sync::Command;

use super::hosts::{self, Host, Preview1, Preview2};
#[cfg(feature = "bindgen")]
use super::python;
use super::world::{Captured, Directory, Node, World, configure};

/// How a program ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exit {
    /// With a status; returning from `_start` is status 0.
    Status(i32),
    /// By a trap.
    Trap(String),
}

/// What a program did.
#[derive(Clone, PartialEq, Eq)]
pub struct Ran {
    /// How it ended.
    pub exit: Exit,
    /// All of standard output.
    pub stdout: Vec<u8>,
    /// All of standard error.
    pub stderr: Vec<u8>,
    /// What is in its directory afterwards.
    pub files: BTreeMap<PathBuf, Node>,
}

/// A world whose program is called with these arguments.
pub fn called(args: &[&str]) -> World {
    let mut world = World::new();
    world.args.extend(args.iter().map(|a| a.to_string()));
    world.env = vec![
        ("NAME".into(), "a value".into()),
        ("EMPTY".into(), String::new()),
        ("ÄÖ".into(), "a=b".into()),
    ];
    world
}

/// Holds that a program ended with this status.
#[track_caller]
pub fn ended(ran: &Ran, status: i32) {
    let printed = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.exit, Exit::Status(status), "{printed}");
}

/// Runs a program on one host in a fresh directory.
pub fn run(host: Host, wasm: &[u8], world: &World) -> Result<Ran> {
    let dir = Directory::new(&world.files);
    let (mut ctx, captured) = configure(world, &dir);
    let result = match host {
        Host::Native => {
            let state = Preview1 {
                ctx: ctx.build_p1(),
                calls: 0,
            };
            let mut store = Store::new(hosts::engine(), state);
            let module = hosts::module(wasm)?;
            let instance = hosts::core_linker().instantiate(&mut store, &module)?;
            let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
            start.call(&mut store, ()).map(|()| 0)
        }
        Host::Ours | Host::Reference => {
            let mut store = Store::new(hosts::engine(), Preview2::new(ctx.build()));
            let component = hosts::component(host, wasm)?;
            let linker = hosts::component_linker();
            let command = Command::instantiate(&mut store, &component, linker)?;
            let result = command.wasi_cli_run().call_run(&mut store);
            result.map(|r| if r.is_ok() { 0 } else { 1 })
        }
        #[cfg(feature = "bindgen")]
        Host::Python => {
            let (exit, stdout, stderr) = python::run(wasm, world, &dir)?;
            let files = dir.listing();
            return Ok(Ran {
                exit,
                stdout,
                stderr,
                files,
            });
        }
    };
    Ok(seen(result, captured, &dir))
}

fn seen(result: wasmtime::Result<i32>, captured: Captured, dir: &Directory) -> Ran {
    let exit = match result {
        Ok(status) => Exit::Status(status),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Exit::Status(exit.0),
            None => Exit::Trap(format!("{error:?}")),
        },
    };
    Ran {
        exit,
        stdout: captured.stdout.contents().to_vec(),
        stderr: captured.stderr.contents().to_vec(),
        files: dir.listing(),
    }
}

/// Runs a program natively and with our adapter, asserts that it did the same in both, and returns what that was.
#[track_caller]
pub fn same(what: &str, wasm: &[u8], world: &World) -> Ran {
    let native = run(Host::Native, wasm, world).unwrap_or_else(|e| panic!("{what}, native: {e:?}"));
    let ours =
        run(hosts::compared(), wasm, world).unwrap_or_else(|e| panic!("{what}, ours: {e:?}"));
    assert_same(what, &native, &ours);
    ours
}

/// Asserts that two runs did the same.
#[track_caller]
pub fn assert_same(what: &str, native: &Ran, ours: &Ran) {
    let exits = (&native.exit, &ours.exit);
    let refused = |why: &str| why.contains("outside of [0..126)");
    let agree = match exits {
        (Exit::Trap(native), Exit::Status(126..)) => refused(native),
        (Exit::Trap(native), Exit::Trap(_)) => !refused(native),
        _ => false,
    };
    if !agree {
        assert_eq!(
            native.exit,
            ours.exit,
            "{what}: exit, native and ours; native's standard error: {}; ours: {}",
            String::from_utf8_lossy(&native.stderr),
            String::from_utf8_lossy(&ours.stderr)
        );
    }
    assert_bytes(&format!("{what}: stdout"), &native.stdout, &ours.stdout);
    assert_bytes(&format!("{what}: stderr"), &native.stderr, &ours.stderr);
    let names = |ran: &Ran| ran.files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(native), names(ours), "{what}: files left behind");
    for (path, node) in &native.files {
        let what = format!("{what}: `{}`", path.display());
        match (node, &ours.files[path]) {
            (Node::File(native), Node::File(ours)) => assert_bytes(&what, native, ours),
            (native, ours) => assert_eq!(native, ours, "{what}"),
        }
    }
}

/// Asserts that bytes are equal, without printing megabytes when they are not.
#[track_caller]
pub fn assert_bytes(what: &str, native: &[u8], ours: &[u8]) {
    if native == ours {
        return;
    }
    let at = native.iter().zip(ours).take_while(|(a, b)| a == b).count();
    let near = |bytes: &[u8]| {
        let end = bytes.len().min(at + 60);
        String::from_utf8_lossy(&bytes[at.saturating_sub(20).min(end)..end]).into_owned()
    };
    panic!(
        "{what}: native has {} bytes, ours {}; they differ at {at}: native `{}`, ours `{}`",
        native.len(),
        ours.len(),
        near(native),
        near(ours)
    );
}
