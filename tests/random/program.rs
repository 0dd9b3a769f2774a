//! Sequences of calls, and running one on both hosts.

use std::fmt;

use crate::support::calls::{ARRAY, DATA, OUT};
use crate::support::hosts::{self, Host};
use crate::support::pair::{Arg, Difference, Fd, NOT_OPEN, Pair};
use crate::support::preview1::{self, FUNCTIONS};
use crate::support::script::Outcome;
use crate::support::world::{Node, Permit, World};

/// An argument, or two where a path or vector has an address and a length.
///
/// Descriptors are drawn from those open when the call is made, so a sequence means something without its first half.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Any open descriptor.
    Descriptor(u8),
    /// An open descriptor of a file, if there is one.
    File(u8),
    /// An open descriptor of a directory, if there is one.
    Directory(u8),
    /// A number that no descriptor has.
    NotOpen,
    /// A number.
    Number(u64),
    /// A path.
    Path(Vec<u8>),
    /// The second path of a call.
    SecondPath(Vec<u8>),
    /// A vector of buffers.
    Vector(Vec<(u32, u32)>),
    /// One subscription with a tag (3: a clock), and the descriptor it is for.
    Subscription(u8, Box<Value>),
    /// Where a result goes.
    Out,
    /// Where the second result goes.
    SecondOut,
    /// Where data is.
    Data,
}

/// One call.
#[derive(Clone)]
pub struct Call {
    /// The function.
    pub name: &'static str,
    /// What it is called with.
    pub args: Vec<Value>,
    /// What the memory for data starts with.
    pub fill: u8,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let args: Vec<_> = self.args.iter().map(|a| a.to_string()).collect();
        write!(f, "{}({})", self.name, args.join(", "))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Descriptor(n) => write!(f, "any descriptor {n}"),
            Value::File(n) => write!(f, "file {n}"),
            Value::Directory(n) => write!(f, "directory {n}"),
            Value::NotOpen => write!(f, "not open"),
            Value::Number(n) if *n < 1 << 20 => write!(f, "{n}"),
            Value::Number(n) => write!(f, "{n:#x}"),
            Value::Path(p) | Value::SecondPath(p) if p.len() > 60 => {
                write!(f, "path of {} bytes", p.len())
            }
            Value::Path(p) | Value::SecondPath(p) => write!(f, "{:?}", String::from_utf8_lossy(p)),
            Value::Vector(buffers) => write!(f, "buffers {buffers:x?}"),
            Value::Subscription(tag, fd) => write!(f, "subscription {tag} {fd}"),
            Value::Out => write!(f, "out"),
            Value::SecondOut => write!(f, "second out"),
            Value::Data => write!(f, "data"),
        }
    }
}

fn world() -> World {
    let mut world = World::new()
        .with("a", Node::file("the content of a"))
        .with("d", Node::Dir)
        .with(
            "d/b",
            Node::File((0..70_000u32).map(|i| (i % 251) as u8).collect()),
        )
        .with("l", Node::Link("d".into()))
        .with("loop", Node::Link("loop".into()))
        .with("r", Node::Dir)
        .with("r/a", Node::file("can only be read"));
    world.args = vec!["guest".into(), "argument".into()];
    world.env = vec![("NAME".into(), "value".into())];
    world.stdin = (0..30_000u32).map(|i| (i % 253) as u8).collect();
    world.preopens.push(("/r".into(), "r".into(), Permit::Read));
    world
}

/// A sequence in progress.
struct Running {
    pair: Pair,
    open: Vec<(Fd, bool)>,
}

/// Runs a sequence on both hosts; what differs first, and the calls as they were made.
pub fn run(program: &[Call]) -> Result<(), (Difference, Vec<String>)> {
    let mut running = Running {
        pair: Pair::new(&world()),
        open: (0..5).map(|fd| (Fd(fd), fd > 2)).collect(),
    };
    let mut made = Vec::new();
    for call in program {
        if let Err(difference) = running.make(call, &mut made) {
            return Err((difference, made));
        }
    }
    running.pair.try_finish().map_err(|d| (d, made))
}

impl Running {
    fn make(&mut self, call: &Call, made: &mut Vec<String>) -> Result<(), Difference> {
        let fill: Vec<u8> = (0..4096u32)
            .map(|i| (i as u8).wrapping_mul(call.fill))
            .collect();
        self.pair.poke(DATA, &fill);
        let mut args = Vec::new();
        let mut buffers: &[(u32, u32)] = &[];
        for value in &call.args {
            if let Value::Vector(b) = value {
                buffers = b;
            }
            self.argument(value, &mut args);
        }
        if call.name == "poll_oneoff" {
            args = [ARRAY.into(), (ARRAY + 256).into(), 1.into(), OUT.into()].to_vec();
        }
        made.push(crate::support::pair::shown(call.name, &args));
        let outcome = match call.name {
            "poll_oneoff" => self.poll(call, &args)?,
            "fd_read" | "fd_write" | "fd_pread" | "fd_pwrite"
                if several(buffers) && hosts::compared() != Host::Native =>
            {
                self.gathered(call.name, &args, buffers)?
            }
            name => self.pair.try_call(name, &args)?,
        };
        made.last_mut()
            .unwrap()
            .push_str(&format!(" = {}", crate::support::pair::name(&outcome)));
        if outcome == Outcome::Errno(0) {
            self.follow(call.name, &args)?;
        }
        Ok(())
    }

    fn argument(&mut self, value: &Value, args: &mut Vec<Arg>) {
        match value {
            Value::Path(path) => {
                let (at, len) = self.pair.path(path);
                args.extend([Arg::from(at), Arg::from(len)]);
            }
            Value::SecondPath(path) => {
                let (at, len) = self.pair.second_path(path);
                args.extend([Arg::from(at), Arg::from(len)]);
            }
            Value::Vector(buffers) => {
                let (at, len) = self.pair.vector(buffers);
                args.extend([Arg::from(at), Arg::from(len)]);
            }
            Value::Number(n) => args.push(Arg::Number(*n)),
            Value::Out => args.push(OUT.into()),
            Value::SecondOut => args.push((OUT + 64).into()),
            Value::Data => args.push(DATA.into()),
            Value::Subscription(_, fd) => args.push(self.descriptor(fd)),
            fd => args.push(self.descriptor(fd)),
        }
    }

    fn descriptor(&self, value: &Value) -> Arg {
        let pick = |n: u8, kind: Option<bool>| {
            let of_kind = |f: &&(Fd, bool)| kind.is_none_or(|dir| f.1 == dir && f.0.0 > 2);
            let found: Vec<_> = self.open.iter().filter(of_kind).collect();
            match found.is_empty() {
                true => Arg::Number(NOT_OPEN),
                false => Arg::Fd(found[usize::from(n) % found.len()].0),
            }
        };
        match value {
            Value::Descriptor(n) => pick(*n, None),
            Value::File(n) => pick(*n, Some(false)),
            Value::Directory(n) => pick(*n, Some(true)),
            _ => Arg::Number(NOT_OPEN),
        }
    }

    /// Keeps the list of what is open.
    fn follow(&mut self, name: &str, args: &[Arg]) -> Result<(), Difference> {
        match (name, args) {
            ("fd_close", [Arg::Fd(fd)]) => self.open.retain(|f| f.0 != *fd),
            ("fd_renumber", [Arg::Fd(from), Arg::Fd(to)]) if from != to => {
                let at = |fd: &Fd, open: &[(Fd, bool)]| open.iter().position(|f| f.0 == *fd);
                let kind = self.open[at(from, &self.open).unwrap()].1;
                let to = at(to, &self.open).unwrap();
                self.open[to].1 = kind;
                self.open.retain(|f| f.0 != *from);
            }
            ("path_open", _) => {
                let fd = self.pair.last();
                self.pair
                    .try_call("fd_filestat_get", &[fd.into(), OUT.into()])?;
                let directory = self.pair.peek(OUT + 16, 1) == [3];
                self.open.push((fd, directory));
            }
            _ => {}
        }
        Ok(())
    }

    /// The native host transfers only the first buffer: it is asked once for each, until one comes back short.
    fn gathered(
        &mut self,
        name: &str,
        args: &[Arg],
        buffers: &[(u32, u32)],
    ) -> Result<Outcome, Difference> {
        let function = preview1::index(name);
        let mut native = self.pair.numbered(args, |n| n.0);
        let other = self.pair.numbered(args, |n| n.1);
        let out = *native.last().unwrap() as u32;
        let (mut total, mut answer) = (0u32, Outcome::Errno(0));
        for (at, len) in buffers.iter().filter(|b| b.1 > 0) {
            let one = [at.to_le_bytes(), len.to_le_bytes()].concat();
            self.pair.native.poke(ARRAY, &one);
            native[2] = 1;
            match self.pair.native.call(function, &native) {
                Outcome::Errno(0) => {}
                Outcome::Errno(_) if total > 0 => break,
                outcome => {
                    answer = outcome;
                    break;
                }
            }
            let count = self.pair.native.peek(out, 4);
            let count = u32::from_le_bytes(count.try_into().unwrap());
            total += count;
            if native.len() == 5 {
                native[3] = native[3].wrapping_add(count.into());
            }
            if count < *len {
                break;
            }
        }
        let answered = self.pair.other.call(function, &other);
        if answer == Outcome::Errno(0) {
            self.pair.native.poke(out, &total.to_le_bytes());
        }
        self.pair.vector(buffers);
        self.pair.compare(name, args, answer, answered)
    }

    /// A subscription names a descriptor by its number, which differs.
    fn poll(&mut self, call: &Call, args: &[Arg]) -> Result<Outcome, Difference> {
        let Some(Value::Subscription(tag, fd)) = call.args.first() else {
            panic!("a poll has a subscription");
        };
        let numbers = [self.descriptor(fd)];
        let native = self.pair.numbered(&numbers, |n| n.0)[0] as u32;
        let other = self.pair.numbered(&numbers, |n| n.1)[0] as u32;
        let subscription = |number: u32| {
            let mut bytes = [0u8; 48];
            bytes[0] = 42;
            bytes[8] = *tag % 3;
            match bytes[8] {
                0 => bytes[16] = 1,
                _ => bytes[16..20].copy_from_slice(&number.to_le_bytes()),
            }
            bytes
        };
        self.pair.native.poke(ARRAY, &subscription(native));
        self.pair.other.poke(ARRAY, &subscription(other));
        let function = preview1::index(FUNCTIONS[preview1::index("poll_oneoff")].name);
        let native = self
            .pair
            .native
            .call(function, &self.pair.numbered(args, |n| n.0));
        let other = self
            .pair
            .other
            .call(function, &self.pair.numbered(args, |n| n.1));
        self.pair.poke(ARRAY, &[0; 48]);
        self.pair.compare(call.name, args, native, other)
    }
}

fn several(buffers: &[(u32, u32)]) -> bool {
    buffers.iter().filter(|b| b.1 > 0).count() > 1
}
