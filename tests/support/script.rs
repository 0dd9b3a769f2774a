//! The script guest: a reactor that exports every preview1 function through a trampoline, so that a test makes
//! the calls one by one, with any arguments, and sees all of the guest's memory in between.

use std::sync::{Mutex, OnceLock};

use anyhow::Result;
use wasmtime::component::{self, InstancePre as ComponentPre, TypedFunc, WasmList};
use wasmtime::{Func, Instance, InstancePre, Memory, Store, Val};
use wasmtime_wasi::I32Exit;

use super::hosts::{self, Host, Preview1, Preview2};
use super::preview1::{ERRNO, FUNCTIONS, Param};
#[cfg(feature = "bindgen")]
use super::python::PythonScript;
use super::script_guest::guest;
use super::world::{Captured, Directory, World, configure};

/// Where the arena starts: the part of the guest's memory that a script uses. It reaches to the memory's end, so
/// that pointers near the end can be tried. Below it the canonical ABI has its buffers.
pub const ARENA: u32 = 65536;
/// The pages of a script guest's memory.
pub const PAGES: u32 = 3;
/// The first address after the guest's memory.
pub const END: u32 = PAGES * 65536;
/// Nothing uses memory below this, and it must stay as it is.
const UNTOUCHED: u32 = 4096;

/// What a call did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It returned an errno.
    Errno(u32),
    /// It ended the program.
    Exit(i32),
    /// It trapped.
    Trap(String),
}

impl Outcome {
    /// The name of the errno that was returned.
    pub fn errno(&self) -> Option<&'static str> {
        match self {
            Outcome::Errno(errno) => ERRNO.get(*errno as usize).copied(),
            _ => None,
        }
    }
}

/// A running script guest.
pub struct Script {
    /// The run's own directory.
    pub dir: Directory,
    captured: Captured,
    side: Side,
}

enum Side {
    Native {
        store: Store<Preview1>,
        memory: Memory,
        calls: Vec<Func>,
    },
    Component(Box<Wrapped>),
    #[cfg(feature = "bindgen")]
    Python {
        guest: PythonScript,
        memory: Vec<u8>,
    },
}

struct Wrapped {
    store: Store<Preview2>,
    calls: Vec<component::Func>,
    peek: TypedFunc<(u32, u32), (WasmList<u8>,)>,
    poke: TypedFunc<(u32, Vec<u8>), ()>,
    pages: TypedFunc<(), (u32,)>,
}

impl Script {
    /// Starts a script guest on a host.
    pub fn new(host: Host, world: &World) -> Script {
        Script::start(host, world).unwrap_or_else(|e| panic!("the script guest on {host:?}: {e:?}"))
    }

    /// Starts a script guest whose host has no cap on resources.
    pub fn uncapped(host: Host, world: &World) -> Script {
        let mut script = Script::new(host, world);
        if let Side::Component(wrapped) = &mut script.side {
            let table = &mut wrapped.store.data_mut().table;
            table.set_max_capacity(usize::try_from(u32::MAX).unwrap());
        }
        script
    }

    fn start(host: Host, world: &World) -> Result<Script> {
        let dir = Directory::new(&world.files);
        let (mut ctx, captured) = configure(world, &dir);
        let side = match host {
            Host::Native => {
                let ctx = ctx.build_p1();
                native(Store::new(hosts::engine(), Preview1 { ctx, calls: 0 }))?
            }
            Host::Ours | Host::Reference => {
                let mut store = Store::new(hosts::engine(), Preview2::new(ctx.build()));
                store.limiter(|state| state);
                wrapped(host, store)?
            }
            #[cfg(feature = "bindgen")]
            Host::Python => Side::Python {
                guest: PythonScript::new(world, &dir),
                memory: Vec::new(),
            },
        };
        Ok(Script {
            dir,
            captured,
            side,
        })
    }

    /// Calls the preview1 function of this index in [`FUNCTIONS`].
    pub fn call(&mut self, function: usize, args: &[u64]) -> Outcome {
        let f = &FUNCTIONS[function];
        assert_eq!(f.params.len(), args.len(), "arguments of `{}`", f.name);
        let typed = f.params.iter().zip(args);
        let result = match &mut self.side {
            Side::Native { store, calls, .. } => {
                let args: Vec<Val> = typed.map(|(p, a)| core_value(*p, *a)).collect();
                let mut results = [Val::I32(0)];
                let results = &mut results[..usize::from(f.has_result())];
                let called = calls[function].call(&mut *store, &args, results);
                called.map(|()| results.first().map_or(0, |v| v.unwrap_i32() as u32))
            }
            Side::Component(wrapped) => {
                let args: Vec<_> = typed.map(|(p, a)| component_value(*p, *a)).collect();
                let mut results = [component::Val::U32(0)];
                let results = &mut results[..usize::from(f.has_result())];
                let called = wrapped.calls[function].call(&mut wrapped.store, &args, results);
                called.map(|()| match results.first() {
                    Some(component::Val::U32(errno)) => *errno,
                    _ => 0,
                })
            }
            #[cfg(feature = "bindgen")]
            Side::Python { guest, .. } => return guest.call(f.name, args),
        };
        match result {
            Ok(errno) => Outcome::Errno(errno),
            Err(error) => match error.downcast_ref::<I32Exit>() {
                Some(exit) => Outcome::Exit(exit.0),
                None => Outcome::Trap(format!("{error:?}")),
            },
        }
    }

    /// Reads the guest's memory. It panics when the guest has trapped as a component.
    pub fn peek(&mut self, at: u32, len: u32) -> Vec<u8> {
        match &mut self.side {
            Side::Native { store, memory, .. } => {
                memory.data(&store)[at as usize..][..len as usize].to_vec()
            }
            Side::Component(wrapped) => {
                let (list,) = wrapped
                    .peek
                    .call(&mut wrapped.store, (at, len))
                    .expect("the guest can be looked into");
                list.as_le_slice(&wrapped.store).to_vec()
            }
            #[cfg(feature = "bindgen")]
            Side::Python { guest, .. } => guest.peek(at, len),
        }
    }

    /// Writes the guest's memory.
    pub fn poke(&mut self, at: u32, bytes: &[u8]) {
        match &mut self.side {
            Side::Native { store, memory, .. } => {
                memory.data_mut(store)[at as usize..][..bytes.len()].copy_from_slice(bytes);
            }
            Side::Component(wrapped) => {
                for (i, piece) in bytes.chunks(32768).enumerate() {
                    let to = at + 32768 * i as u32;
                    wrapped
                        .poke
                        .call(&mut wrapped.store, (to, piece.to_vec()))
                        .expect("the guest can be written to");
                }
            }
            #[cfg(feature = "bindgen")]
            Side::Python { guest, .. } => {
                for (i, piece) in bytes.chunks(32768).enumerate() {
                    guest.poke(at + 32768 * i as u32, piece);
                }
            }
        }
    }

    /// The bytes of memory that calls may change: all but the canonical ABI's buffers.
    pub fn memory(&mut self) -> [&[u8]; 2] {
        let all = match &mut self.side {
            Side::Native { store, memory, .. } => memory.data(&*store),
            Side::Component(wrapped) => {
                let (list,) = wrapped
                    .peek
                    .call(&mut wrapped.store, (0, END))
                    .expect("the guest can be looked into");
                list.as_le_slice(&wrapped.store)
            }
            #[cfg(feature = "bindgen")]
            Side::Python { guest, memory } => {
                *memory = guest.peek(0, END);
                memory
            }
        };
        [
            &all[..UNTOUCHED as usize],
            &all[ARENA as usize..END as usize],
        ]
    }

    /// The size of the guest's memory in pages.
    pub fn pages(&mut self) -> u32 {
        match &mut self.side {
            Side::Native { store, memory, .. } => memory.size(store) as u32,
            Side::Component(wrapped) => {
                let (pages,) = wrapped.pages.call(&mut wrapped.store, ()).unwrap();
                pages
            }
            #[cfg(feature = "bindgen")]
            Side::Python { guest, .. } => guest.pages(),
        }
    }

    /// How many resources a component holds on its host.
    pub fn resources(&mut self) -> usize {
        match &mut self.side {
            Side::Component(wrapped) => wrapped.store.data_mut().table.iter_mut().count(),
            _ => 0,
        }
    }

    /// The size in bytes of the memory that a component with the built-in adapter has next to the guest's.
    pub fn private_memory(&mut self) -> usize {
        let guest = self.pages() as usize * 65536;
        let Side::Component(wrapped) = &mut self.side else {
            return 0;
        };
        let mut others = wrapped.store.data().memories.clone();
        let guest = others.iter().position(|size| *size == guest);
        others.remove(guest.expect("the guest's memory is one of them"));
        assert_eq!(others.len(), 1, "one memory is the adapter's");
        others[0]
    }

    /// What went to standard output and error.
    pub fn printed(&self) -> (Vec<u8>, Vec<u8>) {
        #[cfg(feature = "bindgen")]
        if let Side::Python { guest, .. } = &self.side {
            return (guest.printed("stdout"), guest.printed("stderr"));
        }
        let bytes = |pipe: &wasmtime_wasi::p2::pipe::MemoryOutputPipe| pipe.contents().to_vec();
        (bytes(&self.captured.stdout), bytes(&self.captured.stderr))
    }
}

fn core_value(param: Param, arg: u64) -> Val {
    match param {
        Param::I32 => Val::I32(arg as u32 as i32),
        Param::I64 => Val::I64(arg as i64),
    }
}

fn component_value(param: Param, arg: u64) -> component::Val {
    match param {
        Param::I32 => component::Val::U32(arg as u32),
        Param::I64 => component::Val::U64(arg),
    }
}

fn native(mut store: Store<Preview1>) -> Result<Side> {
    static PRE: OnceLock<InstancePre<Preview1>> = OnceLock::new();
    let pre = match PRE.get() {
        Some(pre) => pre,
        None => {
            let pre = hosts::core_linker().instantiate_pre(&hosts::module(guest())?)?;
            PRE.get_or_init(|| pre)
        }
    };
    let instance: Instance = pre.instantiate(&mut store)?;
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    let calls = FUNCTIONS
        .iter()
        .map(|f| instance.get_func(&mut store, &f.name.replace('_', "-")))
        .map(|f| f.expect("the script guest exports every function"))
        .collect();
    Ok(Side::Native {
        store,
        memory,
        calls,
    })
}

fn wrapped(host: Host, mut store: Store<Preview2>) -> Result<Side> {
    static PRES: Mutex<Vec<(Host, ComponentPre<Preview2>)>> = Mutex::new(Vec::new());
    let known = {
        let pres = PRES.lock().unwrap();
        let found = pres.iter().find(|(h, _)| *h == host);
        found.map(|(_, pre)| pre.clone())
    };
    let pre = match known {
        Some(pre) => pre,
        None => {
            let component = hosts::component(host, guest())?;
            let pre = hosts::component_linker().instantiate_pre(&component)?;
            PRES.lock().unwrap().push((host, pre.clone()));
            pre
        }
    };
    let instance = pre.instantiate(&mut store)?;
    let calls = FUNCTIONS
        .iter()
        .map(|f| instance.get_func(&mut store, f.name.replace('_', "-")))
        .map(|f| f.expect("the script guest exports every function"))
        .collect();
    let peek = instance.get_typed_func(&mut store, "peek")?;
    let poke = instance.get_typed_func(&mut store, "poke")?;
    let pages = instance.get_typed_func(&mut store, "pages")?;
    Ok(Side::Component(Box::new(Wrapped {
        store,
        calls,
        peek,
        poke,
        pages,
    })))
}
