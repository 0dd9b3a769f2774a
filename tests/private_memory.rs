//! How much memory the adapter takes for itself. A process of its own, since many descriptors are open files of the host.

mod support;

use support::calls::{ARRAY, DATA, OUT};
use support::hosts::Host;
use support::preview1::{errno, index, rights};
use support::script::{Outcome, Script};
use support::world::{Node, World};

/// What an ordinary program stays under.
const ORDINARY: usize = 512 << 10;
const DONE: Outcome = Outcome::Errno(0);

struct Program(Script);

impl Program {
    fn start(world: &World) -> Program {
        Program(Script::new(Host::Ours, world))
    }

    fn call(&mut self, function: &str, args: &[u64]) -> Outcome {
        self.0.call(index(function), args)
    }

    fn open(&mut self, path: &str) -> u64 {
        self.0.poke(DATA, path.as_bytes());
        let rights = rights::FD_READ | rights::FD_WRITE;
        let len = path.len() as u64;
        let args = [3, 0, DATA.into(), len, 0, rights, 0, 0, OUT.into()];
        assert_eq!(self.call("path_open", &args), DONE);
        let fd = self.0.peek(OUT, 4);
        u32::from_le_bytes(fd.try_into().unwrap()).into()
    }

    /// Reads the whole root directory in pieces of 4 KiB; how many bytes there were.
    fn list(&mut self) -> u64 {
        let mut cookie = 0;
        let mut all = 0;
        loop {
            let args = [3, DATA.into(), 4096, cookie, OUT.into()];
            assert_eq!(self.call("fd_readdir", &args), DONE);
            let used = u32::from_le_bytes(self.0.peek(OUT, 4).try_into().unwrap());
            let mut rest = self.0.peek(DATA, used);
            let mut whole = 0;
            while rest.len() >= 24 {
                let name = u32::from_le_bytes(rest[16..20].try_into().unwrap()) as usize;
                if rest.len() < 24 + name {
                    break;
                }
                cookie = u64::from_le_bytes(rest[..8].try_into().unwrap());
                whole += 24 + name as u64;
                rest.drain(..24 + name);
            }
            all += whole;
            if used < 4096 {
                return all;
            }
        }
    }
}

fn files(count: usize) -> World {
    let mut world = World::new().with("file", Node::file("x".repeat(100_000)));
    for file in 0..count {
        world = world.with(&format!("file-{file:06}"), Node::file(""));
    }
    world
}

#[test]
fn an_ordinary_program() {
    let mut world = files(500);
    world.args = (0..50).map(|arg| format!("argument {arg}")).collect();
    world.env = (0..50)
        .map(|variable| (format!("VARIABLE_{variable}"), "value".repeat(20)))
        .collect();
    let mut program = Program::start(&world);
    let table = [ARRAY.into(), DATA.into()];
    assert_eq!(program.call("args_get", &table), DONE);
    assert_eq!(program.call("environ_get", &table), DONE);
    let fds: Vec<u64> = (0..200).map(|_| program.open("file")).collect();
    let vector = [DATA.to_le_bytes(), 65536u32.to_le_bytes()].concat();
    program.0.poke(ARRAY, &vector);
    for fd in &fds {
        for transfer in ["fd_read", "fd_write"] {
            let args = [*fd, ARRAY.into(), 1, OUT.into()];
            assert_eq!(program.call(transfer, &args), DONE);
        }
    }
    let random = [DATA.into(), 65536];
    assert_eq!(program.call("random_get", &random), DONE);
    for _ in 0..100 {
        assert!(program.list() > 500 * 24);
    }
    for fd in fds {
        assert_eq!(program.call("fd_close", &[fd]), DONE);
    }
    let size = program.0.private_memory();
    assert!(size <= ORDINARY, "{size} bytes");
}

/// Once there is room for the most that is there at one time, the memory no longer grows.
#[test]
fn only_what_is_there_at_once_counts() {
    let mut program = Program::start(&files(3_000));
    let work = |program: &mut Program| {
        assert!(program.list() > 3_000 * 24);
        for _ in 0..100 {
            let fd = program.open("file");
            assert_eq!(program.call("fd_close", &[fd]), DONE);
        }
        let missing = [3, 0, DATA.into(), 70_000, OUT.into()];
        let refused = program.call("path_filestat_get", &missing);
        assert_ne!(refused, Outcome::Errno(errno("success")));
    };
    work(&mut program);
    work(&mut program);
    let before = program.0.private_memory();
    assert!(
        before > ORDINARY / 4,
        "{before} bytes: the directory is there"
    );
    for _ in 0..50 {
        work(&mut program);
    }
    assert_eq!(program.0.private_memory(), before);
}
