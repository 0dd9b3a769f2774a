//! Calls that scripts make often, with their arguments laid out in the guest's memory.

use super::pair::{Arg, Fd, Pair, name};
use super::preview1::rights;
use super::script::{ARENA, END, Outcome};
use crate::call;

/// Where the first path of a call lies.
pub const PATH: u32 = ARENA;
/// Where the second path of a call lies.
pub const SECOND_PATH: u32 = ARENA + 0x2000;
/// Where vectors, subscriptions and other arrays lie.
pub const ARRAY: u32 = ARENA + 0x4000;
/// Where a call's small results go.
pub const OUT: u32 = ARENA + 0x6000;
/// Where data lies; it may reach to [`END`].
pub const DATA: u32 = ARENA + 0x8000;
/// How much data there can be.
pub const MOST_DATA: u32 = END - DATA;

/// Calls a function on both sides and asserts how both answer: `check!(pair, fd_close(fd) => "badf")`.
#[macro_export]
macro_rules! check {
    ($pair:expr, $name:ident($($arg:expr),* $(,)?) => $expected:expr) => {{
        let outcome = $crate::call!($pair, $name($($arg),*));
        assert_eq!(
            $crate::support::pair::name(&outcome).split(':').next(),
            Some($expected),
            "{} answers {outcome:?}",
            stringify!($name($($arg),*)),
        );
    }};
}

/// The first preopened directory of a world.
pub const ROOT: Fd = Fd(3);

impl Pair {
    /// Writes a path to [`PATH`]; its address and length.
    pub fn path(&mut self, path: impl AsRef<[u8]>) -> (u32, u32) {
        self.poke(PATH, path.as_ref());
        (PATH, path.as_ref().len() as u32)
    }

    /// Writes a path to [`SECOND_PATH`]; its address and length.
    pub fn second_path(&mut self, path: impl AsRef<[u8]>) -> (u32, u32) {
        self.poke(SECOND_PATH, path.as_ref());
        (SECOND_PATH, path.as_ref().len() as u32)
    }

    /// Writes a vector of buffers to [`ARRAY`]; its address and length.
    pub fn vector(&mut self, buffers: &[(u32, u32)]) -> (u32, u32) {
        let bytes: Vec<u8> = buffers
            .iter()
            .flat_map(|(at, len)| [at.to_le_bytes(), len.to_le_bytes()])
            .flatten()
            .collect();
        self.poke(ARRAY, &bytes);
        (ARRAY, buffers.len() as u32)
    }

    /// `path_open` relative to a directory, following links.
    #[track_caller]
    pub fn open_at(&mut self, dir: Fd, path: &str, o: u64, rights: u64, fdflags: u64) -> Outcome {
        let (at, len) = self.path(path);
        call!(
            self,
            path_open(dir, 1, at, len, o, rights, rights, fdflags, OUT)
        )
    }

    /// Opens a file or directory of the first preopened directory, which must work.
    #[track_caller]
    pub fn open(&mut self, path: &str, oflags: u64, rights: u64, fdflags: u64) -> Fd {
        let outcome = self.open_at(ROOT, path, oflags, rights, fdflags);
        assert_eq!(name(&outcome), "success", "path_open of `{path}`");
        self.last()
    }

    /// Opens an existing file for reading and writing.
    #[track_caller]
    pub fn edit(&mut self, path: &str) -> Fd {
        self.open(path, 0, rights::BOTH, 0)
    }

    /// `fd_write` or `fd_read` of one buffer at [`DATA`]; the number of bytes, or the errno's name.
    #[track_caller]
    pub fn transfer(&mut self, function: &str, fd: Fd, len: u32) -> Result<u32, String> {
        let (at, n) = self.vector(&[(DATA, len)]);
        let args = [fd.into(), at.into(), n.into(), Arg::from(OUT)];
        self.count(function, &args)
    }

    /// `fd_pwrite` or `fd_pread` of one buffer at [`DATA`].
    #[track_caller]
    pub fn transfer_at(
        &mut self,
        function: &str,
        fd: Fd,
        len: u32,
        at: u64,
    ) -> Result<u32, String> {
        let (vector, n) = self.vector(&[(DATA, len)]);
        let args = [fd.into(), vector.into(), n.into(), at.into(), OUT.into()];
        self.count(function, &args)
    }

    #[track_caller]
    fn count(&mut self, function: &str, args: &[Arg]) -> Result<u32, String> {
        match self.call(function, args) {
            Outcome::Errno(0) => Ok(self.u32(OUT)),
            outcome => Err(name(&outcome)),
        }
    }

    /// Writes these bytes at the descriptor's offset, which must work.
    #[track_caller]
    pub fn write(&mut self, fd: Fd, bytes: &[u8]) {
        self.poke(DATA, bytes);
        let written = self.transfer("fd_write", fd, bytes.len() as u32);
        assert_eq!(written, Ok(bytes.len() as u32), "fd_write");
    }

    /// Reads up to `len` bytes at the descriptor's offset, which must work.
    #[track_caller]
    pub fn read(&mut self, fd: Fd, len: u32) -> Vec<u8> {
        let read = self.transfer("fd_read", fd, len).expect("fd_read");
        self.peek(DATA, read)
    }

    /// The descriptor's offset.
    #[track_caller]
    pub fn tell(&mut self, fd: Fd) -> u64 {
        check!(self, fd_tell(fd, OUT) => "success");
        self.u64(OUT)
    }

    /// Calls a function that takes a directory and a path after `before` arguments; the errno's name.
    #[track_caller]
    pub fn on_path(&mut self, function: &str, dir: Fd, path: impl AsRef<[u8]>) -> String {
        let (at, len) = self.path(path);
        name(&self.call(function, &[dir.into(), at.into(), len.into()]))
    }

    /// `path_filestat_get`; the errno's name.
    #[track_caller]
    pub fn stat(&mut self, dir: Fd, path: impl AsRef<[u8]>, follow: bool) -> String {
        let (at, len) = self.path(path);
        name(&call!(
            self,
            path_filestat_get(dir, u64::from(follow), at, len, OUT)
        ))
    }

    /// `path_link`, `path_rename` and such with two directories and two paths.
    #[track_caller]
    pub fn two_paths(&mut self, function: &str, from: (Fd, &str), to: (Fd, &str)) -> String {
        let (a, a_len) = self.path(from.1);
        let (b, b_len) = self.second_path(to.1);
        let (from, to) = (Arg::from(from.0), Arg::from(to.0));
        let (a, a_len) = (Arg::from(a), Arg::from(a_len));
        let (b, b_len) = (Arg::from(b), Arg::from(b_len));
        name(&match function {
            "path_link" => self.call(function, &[from, 0.into(), a, a_len, to, b, b_len]),
            "path_symlink" => self.call(function, &[a, a_len, to, b, b_len]),
            _ => self.call(function, &[from, a, a_len, to, b, b_len]),
        })
    }
}
