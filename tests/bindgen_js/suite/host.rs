//! The functions that Wasmtime's suite imports, for Wasmtime; `tests/js/suite/host.js` has the same for Node.

use crate::asynchronous::oracle::Turns;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use wasmtime::component::{Linker, LinkerInstance, Resource, ResourceType};
use wasmtime::{AsContextMut, Engine, Module, Result};

struct Resource1;
struct Resource2;

/// How many resources were destroyed, and which was the last.
#[derive(Clone, Default)]
struct Drops(Arc<(AtomicU32, AtomicU32)>);

pub fn linker(engine: &Engine) -> Result<Linker<()>> {
    let mut linker = Linker::new(engine);
    linker.allow_shadowing(true);
    let mut root = linker.root();
    root.func_wrap_concurrent("host-echo-u32", |_, (value,): (u32,)| {
        Box::pin(async move { Ok((value,)) })
    })?;
    root.func_wrap("host-return-two", |_, (): ()| Ok((2u32,)))?;
    let mut host = linker.instance("host")?;
    host.func_wrap("return-three", |_, (): ()| Ok((3u32,)))?;
    host.func_wrap("return-hi", |_, (): ()| Ok(("hi".to_string(),)))?;
    let nested = &mut host.instance("nested")?;
    nested.func_wrap("return-four", |_, (): ()| Ok((4u32,)))?;
    let module = "(module (global (export \"g\") i32 (i32.const 100))
        (func (export \"f\") (result i32) (i32.const 101)))";
    host.module("simple-module", &Module::new(engine, module)?)?;
    resources(&mut host)?;
    slow(&mut host)?;
    let mut wasmtime = linker.instance("wasmtime")?;
    wasmtime.func_wrap(
        "set-max-table-capacity",
        |mut store, (capacity,): (u32,)| {
            let mut store = store.as_context_mut();
            let table = store.concurrent_resource_table().expect("a table");
            table.set_max_capacity(capacity as usize);
            Ok(())
        },
    )?;
    wasmtime.func_wrap("gc", |mut store, (): ()| store.as_context_mut().gc(None))?;
    Ok(linker)
}

fn resources(host: &mut LinkerInstance<'_, ()>) -> Result<()> {
    let drops = Drops::default();
    let seen = drops.clone();
    host.resource(
        "resource1",
        ResourceType::host::<Resource1>(),
        move |_, rep| {
            seen.0.0.fetch_add(1, SeqCst);
            seen.0.1.store(rep, SeqCst);
            Ok(())
        },
    )?;
    host.resource(
        "resource2",
        ResourceType::host::<Resource2>(),
        |_, _| Ok(()),
    )?;
    let again = ResourceType::host::<Resource1>();
    host.resource("resource1-again", again, |_, _| Ok(()))?;
    host.func_wrap("[constructor]resource1", |_, (rep,): (u32,)| {
        Ok((Resource::<Resource1>::new_own(rep),))
    })?;
    let seen = drops.clone();
    host.func_wrap("[static]resource1.drops", move |_, (): ()| {
        Ok((seen.0.0.load(SeqCst),))
    })?;
    host.func_wrap("[static]resource1.last-drop", move |_, (): ()| {
        Ok((drops.0.1.load(SeqCst),))
    })?;
    type One = Resource<Resource1>;
    host.func_wrap(
        "[static]resource1.assert",
        |_, (one, rep): (One, u32)| -> Result<()> {
            assert_eq!(one.rep(), rep);
            Ok(())
        },
    )?;
    host.func_wrap(
        "[method]resource1.simple",
        |_, (one, rep): (One, u32)| -> Result<()> {
            assert!(!one.owned() && one.rep() == rep);
            Ok(())
        },
    )?;
    host.func_wrap(
        "[method]resource1.take-borrow",
        |_, (a, b): (One, One)| -> Result<()> {
            assert!(!a.owned() && !b.owned());
            Ok(())
        },
    )?;
    host.func_wrap(
        "[method]resource1.take-own",
        |_, (a, b): (One, One)| -> Result<()> {
            assert!(!a.owned() && b.owned());
            Ok(())
        },
    )
}

/// Functions that take their time.
fn slow(host: &mut LinkerInstance<'_, ()>) -> Result<()> {
    host.func_wrap_concurrent("never-return", |_, (): ()| {
        Box::pin(std::future::pending::<Result<()>>())
    })?;
    host.func_wrap_concurrent(
        "[method]resource1.never-return",
        |_, _: (Resource<Resource1>,)| Box::pin(std::future::pending::<Result<()>>()),
    )?;
    host.func_wrap_concurrent("return-two-slowly", |_, (): ()| {
        Box::pin(async move {
            Turns(1).await;
            Ok((2i32,))
        })
    })?;
    host.func_wrap_concurrent("echo-slowly", |_, (value,): (u32,)| {
        Box::pin(async move {
            Turns(1).await;
            Ok((value,))
        })
    })
}
