//! One script run on the native host and on another at the same time, compared after every call.
//!
//! Compared are the errno, the whole memory of the guest, and at the end the files and what was printed. What may
//! differ by nature is made equal first: descriptor numbers (a test names them by [`Fd`]), inode numbers (checked
//! to be the same relation), and times that are just now.

use std::collections::HashMap;
use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use super::arguments::pointer;
pub use super::arguments::{Arg, Fd, NOT_OPEN, shown};
use super::hosts::{self, Host};
use super::preview1::{self, ERRNO};
use super::script::{ARENA, Outcome, PAGES, Script};
use super::world::World;

/// Two running scripts.
pub struct Pair {
    /// The one on the native host.
    pub native: Script,
    /// The other.
    pub other: Script,
    fds: Vec<(u64, u64)>,
    inodes: HashMap<u64, u64>,
    /// Whether one side has read files unseen, so that their times of access differ.
    pub read_unseen: bool,
}

/// What differs between the two sides of a pair.
pub struct Difference(pub String);

impl Pair {
    /// Starts both scripts in equal worlds.
    pub fn new(world: &World) -> Pair {
        let first = 3 + world.preopens.len() as u64;
        Pair {
            native: Script::new(Host::Native, world),
            other: Script::new(hosts::compared(), world),
            fds: (0..first).map(|fd| (fd, fd)).collect(),
            inodes: HashMap::new(),
            read_unseen: false,
        }
    }

    /// Writes the guest's memory on both sides.
    pub fn poke(&mut self, at: u32, bytes: &[u8]) {
        self.native.poke(at, bytes);
        self.other.poke(at, bytes);
    }

    /// Reads the guest's memory, which is equal on both sides.
    pub fn peek(&mut self, at: u32, len: u32) -> Vec<u8> {
        self.native.peek(at, len)
    }

    /// Reads a little-endian `u32`.
    pub fn u32(&mut self, at: u32) -> u32 {
        u32::from_le_bytes(self.peek(at, 4).try_into().unwrap())
    }

    /// Reads a little-endian `u64`.
    pub fn u64(&mut self, at: u32) -> u64 {
        u64::from_le_bytes(self.peek(at, 8).try_into().unwrap())
    }

    /// The descriptor that the last successful `path_open` made.
    pub fn last(&self) -> Fd {
        Fd(self.fds.len() - 1)
    }

    /// The number that a descriptor has natively and on the other side.
    pub fn numbers(&self, fd: Fd) -> (u64, u64) {
        self.fds[fd.0]
    }

    /// Calls a function on both sides and asserts that both did the same; the answer is the component's,
    /// which is an errno where native traps because of an argument.
    #[track_caller]
    pub fn call(&mut self, name: &str, args: &[Arg]) -> Outcome {
        match self.try_call(name, args) {
            Ok(outcome) => outcome,
            Err(Difference(what)) => panic!("{}: {what}", shown(name, args)),
        }
    }

    /// Calls a function on both sides and compares.
    pub fn try_call(&mut self, name: &str, args: &[Arg]) -> Result<Outcome, Difference> {
        let function = preview1::index(name);
        let native = self.native.call(function, &self.numbered(args, |n| n.0));
        let other = self.other.call(function, &self.numbered(args, |n| n.1));
        self.compare(name, args, native, other)
    }

    /// Compares what a call answered on both sides, and what it wrote.
    pub fn compare(
        &mut self,
        name: &str,
        args: &[Arg],
        native: Outcome,
        other: Outcome,
    ) -> Result<Outcome, Difference> {
        let other = match (hosts::compared(), other) {
            (Host::Native, Outcome::Trap(why)) => as_errno(why),
            (_, other) => other,
        };
        let native = self.nothing_read(name, args, native);
        // Natively a negative offset is reported first; in a component, that the file is only for reading.
        let native = match (name, native.errno(), other.errno()) {
            ("fd_write" | "fd_pwrite", Some("inval"), Some("badf")) => other.clone(),
            _ => native,
        };
        agree(&native, &other)?;
        if other == Outcome::Errno(0) {
            self.make_equal(name, args)?;
        }
        // Before it traps, native may have written a part.
        if let (Outcome::Errno(_), Outcome::Errno(_)) = (&native, &other) {
            self.same_memory()?;
        }
        Ok(other)
    }

    /// Natively, reading no bytes of standard input is interrupted: that would have a libc try for ever.
    fn nothing_read(&mut self, name: &str, args: &[Arg], native: Outcome) -> Outcome {
        if name != "fd_read" || native != Outcome::Errno(preview1::errno("intr")) {
            return native;
        }
        self.native.poke(pointer(args[3]), &[0; 4]);
        Outcome::Errno(0)
    }

    /// The arguments of a call as one side knows them.
    pub fn numbered(&self, args: &[Arg], side: impl Fn((u64, u64)) -> u64) -> Vec<u64> {
        args.iter()
            .map(|arg| match arg {
                Arg::Number(number) => *number,
                Arg::Fd(fd) => side(self.fds[fd.0]),
            })
            .collect()
    }

    /// Takes out of the results of a successful call what may differ, and follows descriptors.
    fn make_equal(&mut self, name: &str, args: &[Arg]) -> Result<(), Difference> {
        match name {
            "fd_close" => self.closed(args[0]),
            "fd_renumber" if args[0] != args[1] => self.closed(args[0]),
            "path_open" => {
                let at = pointer(args[8]);
                let numbers = [&mut self.native, &mut self.other].map(|s| u32_at(s, at));
                self.fds.push((numbers[0].into(), numbers[1].into()));
                self.poke(at, &(self.fds.len() as u32 - 1).to_le_bytes());
            }
            "fd_fdstat_get" => {
                self.clear(pointer(args[1]), 1..2);
                self.clear(pointer(args[1]), 4..8);
            }
            "fd_prestat_get" => self.clear(pointer(args[1]), 1..4),
            "poll_oneoff" => self.equal_events(pointer(args[1]), pointer(args[3])),
            "fd_filestat_get" => self.equal_filestat(pointer(args[1]))?,
            "path_filestat_get" => self.equal_filestat(pointer(args[4]))?,
            "fd_readdir" => self.equal_entries(pointer(args[1]), pointer(args[4]))?,
            _ => {}
        }
        Ok(())
    }

    /// A closed number may be taken again, on one side sooner than on the other.
    fn closed(&mut self, arg: Arg) {
        if let Arg::Fd(fd) = arg {
            self.fds[fd.0] = (NOT_OPEN, NOT_OPEN);
        }
    }

    /// Padding has no meaning: natively it stays as it was.
    fn clear(&mut self, at: u32, padding: Range<u32>) {
        self.poke(at + padding.start, &vec![0; padding.len()]);
    }

    /// A clock's event says nothing about a descriptor, whatever stands there.
    fn equal_events(&mut self, events: u32, count: u32) {
        let counts = [&mut self.native, &mut self.other].map(|s| u32_at(s, count));
        for i in 0..counts[0].min(counts[1]) {
            let at = events + 32 * i;
            let tags = [&mut self.native, &mut self.other].map(|s| s.peek(at + 10, 1)[0]);
            match tags {
                [0, 0] => self.clear(at, 11..32),
                _ => {
                    self.clear(at, 11..16);
                    self.clear(at, 26..32);
                }
            }
        }
    }

    fn equal_filestat(&mut self, at: u32) -> Result<(), Difference> {
        self.clear(at, 17..24);
        self.equal_inode(at + 8, 8)?;
        if self.read_unseen {
            self.clear(at, 40..48);
        }
        for time in [at + 40, at + 48, at + 56] {
            let now = [&mut self.native, &mut self.other].map(|s| is_now(u64_at(s, time)));
            if now == [true, true] {
                self.poke(time, &[0; 8]);
            }
        }
        Ok(())
    }

    fn equal_entries(&mut self, buffer: u32, used: u32) -> Result<(), Difference> {
        let used = u32_at(&mut self.native, used);
        let end = buffer + used;
        let mut at = buffer;
        while at + 8 < end {
            self.equal_inode(at + 8, (end - at - 8).min(8))?;
            if at + 24 > end {
                break;
            }
            at += 24 + u32_at(&mut self.native, at + 16);
        }
        Ok(())
    }

    /// The same inode natively must be the same one on the other side.
    fn equal_inode(&mut self, at: u32, len: u32) -> Result<(), Difference> {
        if len == 8 {
            let [native, other] = [&mut self.native, &mut self.other].map(|s| u64_at(s, at));
            let known = *self.inodes.entry(native).or_insert(other);
            if known != other {
                return Err(Difference(format!(
                    "the inode at {at:#x} is {native:#x} natively, and {other:#x} where {known:#x} stands for it"
                )));
            }
        }
        self.poke(at, &[0; 8][..len as usize]);
        Ok(())
    }

    fn same_memory(&mut self) -> Result<(), Difference> {
        let (native, other) = (self.native.memory(), self.other.memory());
        if native == other {
            return Ok(());
        }
        for (part, start) in [(0, 0), (1, ARENA)] {
            let (native, other) = (native[part], other[part]);
            if let Some(i) = native.iter().zip(other).position(|(a, b)| a != b) {
                let until = native.len().min(i + 16);
                return Err(Difference(format!(
                    "memory at {:#x} is {:?} natively, and {:?}",
                    start as usize + i,
                    &native[i..until],
                    &other[i..until]
                )));
            }
        }
        Err(Difference("memory differs in size".into()))
    }

    /// Compares what is left at the end: files, output, the size of memory.
    pub fn try_finish(&mut self) -> Result<(), Difference> {
        let files = (self.native.dir.listing(), self.other.dir.listing());
        if files.0 != files.1 {
            return Err(Difference(format!(
                "files are\n  {:?} natively, and\n  {:?}",
                files.0, files.1
            )));
        }
        if self.native.printed() != self.other.printed() {
            return Err(Difference("what was printed differs".into()));
        }
        Ok(())
    }

    /// Asserts that both sides are the same at the end.
    #[track_caller]
    pub fn finish(mut self) {
        if let Err(Difference(what)) = self.try_finish() {
            panic!("at the end, {what}");
        }
        if hosts::compared() == Host::Ours {
            assert_eq!(self.other.pages(), PAGES, "the guest's memory grew");
        }
    }
}

/// Whether two answers agree. Where native traps on an argument, the other side must answer with an errno; where
/// native refuses an exit status, it must exit.
fn agree(native: &Outcome, other: &Outcome) -> Result<(), Difference> {
    match (native, other) {
        (Outcome::Errno(a), Outcome::Errno(b)) if a == b => Ok(()),
        (Outcome::Exit(a), Outcome::Exit(b)) if a == b => Ok(()),
        (Outcome::Trap(why), Outcome::Errno(e)) if *e != 0 && refused(why).is_some() => Ok(()),
        (Outcome::Trap(why), Outcome::Exit(_)) if why.contains("outside of [0..126)") => Ok(()),
        (native, other) => Err(Difference(format!(
            "native answers {}, the other side {}",
            name(native),
            name(other)
        ))),
    }
}

/// The errno for what the native host traps on: a pointer that it cannot use, or a number that means nothing.
pub fn refused(why: &str) -> Option<&'static str> {
    let has = |word: &str| why.contains(word);
    match () {
        () if has("Pointer out of bounds") || has("Pointer overflow") => Some("fault"),
        () if has("Pointer not aligned") => Some("success"),
        () if has("Invalid enum value") || has("Invalid flag value") => Some("inval"),
        () if has("at convert ") && has("Int conversion error") => Some("overflow"),
        () => None,
    }
}

/// What a component would answer where native traps, to see without a component what a test expects.
fn as_errno(why: String) -> Outcome {
    match refused(&why) {
        Some(errno) => Outcome::Errno(preview1::errno(errno)),
        None => Outcome::Trap(why),
    }
}

/// An outcome, in words.
pub fn name(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Errno(e) => ERRNO
            .get(*e as usize)
            .map_or_else(|| format!("errno {e}"), |name| name.to_string()),
        Outcome::Exit(status) => format!("exit {status}"),
        Outcome::Trap(why) => format!("trap: {why}"),
    }
}

fn u32_at(script: &mut Script, at: u32) -> u32 {
    u32::from_le_bytes(script.peek(at, 4).try_into().unwrap())
}

fn u64_at(script: &mut Script, at: u32) -> u64 {
    u64::from_le_bytes(script.peek(at, 8).try_into().unwrap())
}

/// Whether a time in nanoseconds is within the last hour.
fn is_now(time: u64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = now.as_nanos() as u64;
    (now - 3_600_000_000_000..now + 1_000_000_000).contains(&time)
}
