//! Sequences of calls, and running one on both hosts.

use std::fmt;
use std::sync::OnceLock;

use crate::support::calls::{ARRAY, DATA, OUT};
use crate::support::hosts::{self, Host};
use crate::support::pair::{Arg, Difference, Fd, NOT_OPEN, Pair};
use crate::support::preview1::{self, FUNCTIONS};
use crate::support::script::{END, Outcome};
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
    /// A place for a result that is not in memory.
    OutOutside(u32),
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
            Value::OutOutside(at) => write!(f, "out at {at:#x}"),
            Value::Data => write!(f, "data"),
        }
    }
}

/// Bytes whose period is prime, so that what comes from a wrong place shows.
fn pattern() -> &'static [u8] {
    static PATTERN: OnceLock<Vec<u8>> = OnceLock::new();
    PATTERN.get_or_init(|| (0..100_000u32).map(|i| (i % 251) as u8).collect())
}

fn world() -> World {
    let mut world = World::new()
        .with("a", Node::file("the content of a"))
        .with("d", Node::Dir)
        .with("d/b", Node::file(&pattern()[..70_000]))
        .with("l", Node::Link("d".into()))
        .with("loop", Node::Link("loop".into()))
        .with("r", Node::Dir)
        .with("r/a", Node::file("can only be read"));
    world.args = vec!["guest".into(), "argument".into()];
    world.env = vec![("NAME".into(), "value".into())];
    world.stdin = pattern()[..30_000].to_vec();
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
    static WORLD: OnceLock<World> = OnceLock::new();
    let mut running = Running {
        pair: Pair::new(WORLD.get_or_init(world)),
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
        self.pair.poke(DATA, &pattern()[call.fill.into()..][..4096]);
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
        if call.name == "fd_readdir" {
            // A component lists a directory as it was when it was last read from the start; natively it is read again
            // every time.
            let start = [args[0], args[1], 4096.into(), 0.into(), args[4]];
            self.pair.try_call("fd_readdir", &start)?;
        }
        let outcome = match call.name {
            name if outside(call) => self.outside(name, &args)?,
            "poll_oneoff" => self.poll(call, &args)?,
            "fd_read" | "fd_write" | "fd_pread" | "fd_pwrite"
                if several(call.name, buffers) && hosts::compared() != Host::Native =>
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
            Value::OutOutside(at) => args.push((*at).into()),
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

    /// With a pointer that lies outside and another wrong argument, either error will do.
    fn outside(&mut self, name: &str, args: &[Arg]) -> Result<Outcome, Difference> {
        let function = preview1::index(name);
        let native = self.pair.numbered(args, |n| n.0);
        let native = self.pair.native.call(function, &native);
        let other = self.pair.numbered(args, |n| n.1);
        let other = self.pair.other.call(function, &other);
        match (&native, &other) {
            (Outcome::Errno(1..) | Outcome::Trap(_), Outcome::Errno(1..)) => {
                // Native may have written the other result before it trapped.
                self.pair.poke(OUT, &[0; 256]);
                Ok(other)
            }
            _ => self.pair.compare(name, args, native, other),
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

    /// The native host is asked piece by piece, until one comes back short.
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
        for (at, len) in pieces(name, buffers) {
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
            if count < len {
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
        // A native poll for reading reads ahead.
        self.pair.read_unseen |= *tag % 3 == 1;
        if *tag % 3 == 2 && native == Outcome::Errno(preview1::errno("perm")) {
            // In a component, only the write reports that the directory can only be read.
            self.pair.poke(ARRAY + 256, &[0; 32]);
            self.pair.poke(OUT, &[0; 4]);
            return Ok(other);
        }
        self.pair.compare(call.name, args, native, other)
    }
}

fn outside(call: &Call) -> bool {
    call.args.iter().any(|value| match value {
        Value::OutOutside(_) => true,
        Value::Vector(buffers) => buffers.iter().any(|b| b.0 > END || b.1 > END - b.0),
        _ => false,
    })
}

/// Whether the native host needs several calls: it transfers one buffer, and `fd_pread` at most [`PREAD`] bytes.
fn several(name: &str, buffers: &[(u32, u32)]) -> bool {
    let long = |b: &(u32, u32)| name == "fd_pread" && b.1 > PREAD;
    buffers.iter().filter(|b| b.1 > 0).count() > 1 || buffers.iter().any(long)
}

/// The most that a native `fd_pread` reads.
const PREAD: u32 = 65536;

/// The buffers of the native calls that do together what one call does in a component.
fn pieces(name: &str, buffers: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let most = match name {
        "fd_pread" => PREAD,
        _ => u32::MAX,
    };
    let mut pieces = Vec::new();
    for &(mut at, mut len) in buffers {
        while len > 0 {
            pieces.push((at, len.min(most)));
            at += len.min(most);
            len -= len.min(most);
        }
    }
    pieces
}
