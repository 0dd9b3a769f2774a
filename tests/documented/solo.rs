//! A script on one host, with answers in words.

use crate::support::calls::{ARRAY, DATA, OUT, PATH};
use crate::support::hosts::Host;
use crate::support::pair;
use crate::support::preview1::{self, rights};
use crate::support::script::{Outcome, Script};
use crate::support::world::{Node, Permit, World};

/// A script on one host.
pub struct Solo(pub Script);

/// The preopened directories: one that may be written, one that may not.
pub const ROOT: u64 = 3;
pub const READ_ONLY: u64 = 4;

impl Solo {
    /// A script with a few files and some input.
    pub fn new(host: Host) -> Solo {
        let mut world = World::new()
            .with("file", Node::file("0123456789"))
            .with("large", Node::File(vec![b'x'; 100_000]))
            .with("link", Node::Link("file".into()))
            .with("d", Node::Dir)
            .with("d/a", Node::file("a"))
            .with("r", Node::Dir)
            .with("r/file", Node::file("can only be read"));
        world.preopens.push(("/r".into(), "r".into(), Permit::Read));
        world.stdin = b"some input".to_vec();
        Solo(Script::new(host, &world))
    }

    /// Calls a function; the answer in one word or two.
    pub fn call(&mut self, name: &str, args: &[u64]) -> String {
        match self.0.call(preview1::index(name), args) {
            Outcome::Trap(_) => "trap".into(),
            outcome => pair::name(&outcome),
        }
    }

    /// Calls a function; the `u32` that it puts out if it succeeds, its answer otherwise.
    pub fn number(&mut self, name: &str, args: &[u64]) -> String {
        match self.call(name, args).as_str() {
            "success" => self.out().to_string(),
            answer => answer.into(),
        }
    }

    /// The `u32` that a function has put out.
    pub fn out(&mut self) -> u32 {
        u32::from_le_bytes(self.0.peek(OUT, 4).try_into().unwrap())
    }

    /// `path_open` for reading and writing.
    pub fn open_at(
        &mut self,
        dir: u64,
        path: &str,
        oflags: u64,
        rights: u64,
        flags: u64,
    ) -> String {
        self.0.poke(PATH, path.as_bytes());
        let (at, len) = (u64::from(PATH), path.len() as u64);
        let args = [dir, 0, at, len, oflags, rights, rights, flags, OUT.into()];
        self.number("path_open", &args)
    }

    /// An open file, which must work.
    pub fn open(&mut self, path: &str, flags: u64) -> u64 {
        let opened = self.open_at(ROOT, path, 1, rights::BOTH, flags);
        opened
            .parse()
            .unwrap_or_else(|_| panic!("opening: {opened}"))
    }

    /// `fd_read` or `fd_write` with these buffers.
    pub fn transfer(&mut self, name: &str, fd: u64, buffers: &[(u32, u32)]) -> String {
        let vector: Vec<u8> = buffers
            .iter()
            .flat_map(|(at, len)| [at.to_le_bytes(), len.to_le_bytes()].concat())
            .collect();
        self.0.poke(ARRAY, &vector);
        self.number(name, &[fd, ARRAY.into(), buffers.len() as u64, OUT.into()])
    }

    /// Writes a text.
    pub fn write(&mut self, fd: u64, text: &str) -> String {
        self.0.poke(DATA, text.as_bytes());
        self.transfer("fd_write", fd, &[(DATA, text.len() as u32)])
    }

    /// Reads a text.
    pub fn read(&mut self, fd: u64, len: u32) -> String {
        match self.transfer("fd_read", fd, &[(DATA, len)]).parse() {
            Ok(read) => format!("`{}`", String::from_utf8_lossy(&self.0.peek(DATA, read))),
            Err(_) => "an error".into(),
        }
    }

    /// `poll_oneoff` of one subscription: tag, clock or descriptor, timeout, flags.
    pub fn poll(&mut self, tag: u8, subject: u32, timeout: u64, flags: u8) -> String {
        let mut subscription = [0; 48];
        subscription[8] = tag;
        subscription[16..20].copy_from_slice(&subject.to_le_bytes());
        if tag == 0 {
            subscription[24..32].copy_from_slice(&timeout.to_le_bytes());
            subscription[40] = flags;
        }
        self.0.poke(ARRAY, &subscription);
        let args = [ARRAY.into(), DATA.into(), 1, OUT.into()];
        match self.call("poll_oneoff", &args).as_str() {
            "success" => {
                let event = self.0.peek(DATA, 32);
                pair::name(&Outcome::Errno(
                    u16::from_le_bytes([event[8], event[9]]).into(),
                ))
            }
            answer => answer.into(),
        }
    }
}
