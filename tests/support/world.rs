//! The world that a guest sees: arguments, environment, standard streams, preopened directories, clocks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use wasmtime_wasi::cli::{IsTerminal, StdinStream, StdoutStream};
use wasmtime_wasi::p2::pipe::{MemoryInputPipe, MemoryOutputPipe};
use wasmtime_wasi::p2::{InputStream, OutputStream};
use wasmtime_wasi::{Deterministic, FsPerms, HostMonotonicClock, HostWallClock, WasiCtxBuilder};

/// What a guest is run with. Each run copies `files` into a directory of its own.
#[derive(Clone, Default)]
pub struct World {
    /// Arguments, the program's name first.
    pub args: Vec<String>,
    /// Environment variables, in order.
    pub env: Vec<(String, String)>,
    /// All of standard input.
    pub stdin: Vec<u8>,
    /// Whether the standard streams say that they are terminals.
    pub terminal: bool,
    /// What is in the preopened directory before the run.
    pub files: Vec<(String, Node)>,
    /// The preopened directories: the guest's name, the path below the directory of `files`, and what is permitted.
    pub preopens: Vec<(String, String, Permit)>,
    /// Whether clocks and random bytes are the machine's; otherwise clocks stand still at [`NOW`], and the same bytes
    /// come every time.
    pub machine: bool,
}

/// What a preopened directory permits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// Reading only.
    Read,
    /// Reading and writing.
    Write,
}

/// A file, a directory or a symbolic link of a fixture, or of what a guest left behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// A regular file and its content.
    File(Vec<u8>),
    /// A directory.
    Dir,
    /// A symbolic link and its target.
    Link(String),
}

impl Node {
    /// A regular file of the given content.
    pub fn file(content: impl AsRef<[u8]>) -> Node {
        Node::File(content.as_ref().to_vec())
    }
}

/// What the clocks of a world show unless they are the machine's, in nanoseconds.
pub const NOW: u64 = 1_700_000_000_123_456_789;

impl World {
    /// A world with one argument and one directory `/` that may be written.
    pub fn new() -> World {
        World {
            args: vec!["guest".into()],
            preopens: vec![("/".into(), String::new(), Permit::Write)],
            ..World::default()
        }
    }

    /// Adds a file, directory or link to the fixture.
    pub fn with(mut self, path: &str, node: Node) -> World {
        self.files.push((path.into(), node));
        self
    }
}

/// A run's own directory, on a memory file system where there is one.
pub struct Directory(TempDir);

impl Directory {
    /// A fresh directory with the fixture's files.
    pub fn new(files: &[(String, Node)]) -> Directory {
        raise_open_files();
        let shm = Path::new("/dev/shm");
        let dir = match shm.is_dir() {
            true => TempDir::new_in(shm),
            false => TempDir::new(),
        };
        let dir = dir.expect("a temporary directory can be made");
        for (path, node) in files {
            write_node(&dir.path().join(path), node);
        }
        Directory(dir)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Everything in it, by path.
    pub fn listing(&self) -> BTreeMap<PathBuf, Node> {
        let mut found = BTreeMap::new();
        list(self.path(), Path::new(""), &mut found);
        found
    }
}

/// Every descriptor of a guest is one of this process; the usual limit is just what one guest may have.
#[cfg(unix)]
fn raise_open_files() {
    static RAISED: std::sync::Once = std::sync::Once::new();
    RAISED.call_once(|| {
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // Both calls only read and write `limit`.
        let done = unsafe {
            libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 && {
                limit.rlim_cur = limit.rlim_max;
                libc::setrlimit(libc::RLIMIT_NOFILE, &limit) == 0
            }
        };
        assert!(
            done,
            "the limit of open files can be raised to what is permitted"
        );
    });
}

fn write_node(path: &Path, node: &Node) {
    let written = match node {
        Node::File(content) => fs::write(path, content),
        Node::Dir => fs::create_dir_all(path),
        Node::Link(target) => symlink(target, path),
    };
    written.unwrap_or_else(|e| panic!("cannot make the fixture `{}`: {e}", path.display()));
}

#[cfg(unix)]
fn symlink(target: &str, path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

fn list(root: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Node>) {
    for entry in fs::read_dir(root.join(below)).expect("a run's directory can be read") {
        let entry = entry.expect("a directory entry can be read");
        let path = below.join(entry.file_name());
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_symlink() {
            let target = fs::read_link(entry.path()).expect("a link can be read");
            found.insert(path, Node::Link(target.to_string_lossy().into_owned()));
        } else if kind.is_dir() {
            found.insert(path.clone(), Node::Dir);
            list(root, &path, found);
        } else {
            found.insert(path, Node::File(content(&entry.path())));
        }
    }
}

/// The content of a file, or the size of one that is mostly a hole.
fn content(path: &Path) -> Vec<u8> {
    let len = fs::metadata(path).expect("a file has a size").len();
    match len {
        0..=0x400_0000 => fs::read(path).expect("a file can be read"),
        _ => format!("{len} bytes").into_bytes(),
    }
}

/// The captured standard output and error of one run.
pub struct Captured {
    /// Standard output.
    pub stdout: MemoryOutputPipe,
    /// Standard error.
    pub stderr: MemoryOutputPipe,
}

/// No guest here prints more than this.
const MOST_OUTPUT: usize = 64 << 20;

/// Makes the host's side of a world over `dir`.
pub fn configure(world: &World, dir: &Directory) -> (WasiCtxBuilder, Captured) {
    let stdin = MemoryInputPipe::new(world.stdin.clone());
    let captured = Captured {
        stdout: MemoryOutputPipe::new(MOST_OUTPUT),
        stderr: MemoryOutputPipe::new(MOST_OUTPUT),
    };
    let mut ctx = WasiCtxBuilder::new();
    // Blocking on this thread is what the `wasmtime` command does, and it keeps both sides in one order.
    ctx.args(&world.args)
        .envs(&world.env)
        .allow_blocking_current_thread(true);
    if world.terminal {
        ctx.stdin(Terminal(stdin))
            .stdout(Terminal(captured.stdout.clone()))
            .stderr(Terminal(captured.stderr.clone()));
    } else {
        ctx.stdin(stdin)
            .stdout(captured.stdout.clone())
            .stderr(captured.stderr.clone());
    }
    if !world.machine {
        ctx.wall_clock(Standing).monotonic_clock(Standing);
        // 251 is prime: a piece that starts or ends in the wrong place shows.
        ctx.secure_random(Deterministic::new((0..251).collect()));
    }
    for (guest, below, permit) in &world.preopens {
        let perms = match permit {
            Permit::Read => FsPerms::ReadOnly,
            Permit::Write => FsPerms::ReadWrite,
        };
        ctx.preopened_dir(dir.path().join(below), guest, perms)
            .expect("a fixture's directory can be opened");
    }
    (ctx, captured)
}

/// Clocks that stand still.
struct Standing;

impl HostWallClock for Standing {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1000)
    }

    fn now(&self) -> Duration {
        Duration::from_nanos(NOW)
    }
}

impl HostMonotonicClock for Standing {
    fn resolution(&self) -> u64 {
        7
    }

    fn now(&self) -> u64 {
        NOW / 3
    }
}

/// A stream that says it is a terminal.
struct Terminal<T>(T);

impl<T> IsTerminal for Terminal<T> {
    fn is_terminal(&self) -> bool {
        true
    }
}

impl<T: StdinStream> StdinStream for Terminal<T> {
    fn p2_stream(&self) -> Box<dyn InputStream> {
        self.0.p2_stream()
    }

    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        self.0.async_stream()
    }
}

impl<T: StdoutStream> StdoutStream for Terminal<T> {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        self.0.p2_stream()
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        self.0.async_stream()
    }
}
