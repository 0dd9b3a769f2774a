//! The functions of WASI preview1 with their core types, and the numbers that its calls use.
//!
//! This is the only list of the 46 functions in the tests: the script guest is generated from it.

/// A core parameter of a preview1 function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Param {
    /// An `i32`: a number, a flag set or a pointer.
    I32,
    /// An `i64`: an offset, a size, a time, a set of rights.
    I64,
}

/// One preview1 function.
#[derive(Debug)]
pub struct Function {
    /// Its import name.
    pub name: &'static str,
    /// Its core parameters; each function but `proc_exit` returns an errno.
    pub params: &'static [Param],
}

impl Function {
    /// Whether the function returns an errno.
    pub fn has_result(&self) -> bool {
        self.name != "proc_exit"
    }
}

/// The module that guests import the functions from.
pub const MODULE: &str = "wasi_snapshot_preview1";

use Param::{I32, I64};

macro_rules! functions {
    ($($name:ident($($param:ident)*);)*) => {
        /// All functions, in the order of their names.
        pub static FUNCTIONS: &[Function] =
            &[$(Function { name: stringify!($name), params: &[$($param),*] }),*];
    };
}

functions! {
    args_get(I32 I32);
    args_sizes_get(I32 I32);
    clock_res_get(I32 I32);
    clock_time_get(I32 I64 I32);
    environ_get(I32 I32);
    environ_sizes_get(I32 I32);
    fd_advise(I32 I64 I64 I32);
    fd_allocate(I32 I64 I64);
    fd_close(I32);
    fd_datasync(I32);
    fd_fdstat_get(I32 I32);
    fd_fdstat_set_flags(I32 I32);
    fd_fdstat_set_rights(I32 I64 I64);
    fd_filestat_get(I32 I32);
    fd_filestat_set_size(I32 I64);
    fd_filestat_set_times(I32 I64 I64 I32);
    fd_pread(I32 I32 I32 I64 I32);
    fd_prestat_dir_name(I32 I32 I32);
    fd_prestat_get(I32 I32);
    fd_pwrite(I32 I32 I32 I64 I32);
    fd_read(I32 I32 I32 I32);
    fd_readdir(I32 I32 I32 I64 I32);
    fd_renumber(I32 I32);
    fd_seek(I32 I64 I32 I32);
    fd_sync(I32);
    fd_tell(I32 I32);
    fd_write(I32 I32 I32 I32);
    path_create_directory(I32 I32 I32);
    path_filestat_get(I32 I32 I32 I32 I32);
    path_filestat_set_times(I32 I32 I32 I32 I64 I64 I32);
    path_link(I32 I32 I32 I32 I32 I32 I32);
    path_open(I32 I32 I32 I32 I32 I64 I64 I32 I32);
    path_readlink(I32 I32 I32 I32 I32 I32);
    path_remove_directory(I32 I32 I32);
    path_rename(I32 I32 I32 I32 I32 I32);
    path_symlink(I32 I32 I32 I32 I32);
    path_unlink_file(I32 I32 I32);
    poll_oneoff(I32 I32 I32 I32);
    proc_exit(I32);
    proc_raise(I32);
    random_get(I32 I32);
    sched_yield();
    sock_accept(I32 I32 I32);
    sock_recv(I32 I32 I32 I32 I32 I32);
    sock_send(I32 I32 I32 I32 I32);
    sock_shutdown(I32 I32);
}

/// The index of a function in [`FUNCTIONS`].
pub fn index(name: &str) -> usize {
    FUNCTIONS
        .iter()
        .position(|f| f.name == name)
        .unwrap_or_else(|| panic!("preview1 has no function `{name}`"))
}

/// The names of the errno values, by number.
pub const ERRNO: [&str; 77] = [
    "success",
    "2big",
    "acces",
    "addrinuse",
    "addrnotavail",
    "afnosupport",
    "again",
    "already",
    "badf",
    "badmsg",
    "busy",
    "canceled",
    "child",
    "connaborted",
    "connrefused",
    "connreset",
    "deadlk",
    "destaddrreq",
    "dom",
    "dquot",
    "exist",
    "fault",
    "fbig",
    "hostunreach",
    "idrm",
    "ilseq",
    "inprogress",
    "intr",
    "inval",
    "io",
    "isconn",
    "isdir",
    "loop",
    "mfile",
    "mlink",
    "msgsize",
    "multihop",
    "nametoolong",
    "netdown",
    "netreset",
    "netunreach",
    "nfile",
    "nobufs",
    "nodev",
    "noent",
    "noexec",
    "nolck",
    "nolink",
    "nomem",
    "nomsg",
    "noprotoopt",
    "nospc",
    "nosys",
    "notconn",
    "notdir",
    "notempty",
    "notrecoverable",
    "notsock",
    "notsup",
    "notty",
    "nxio",
    "overflow",
    "ownerdead",
    "perm",
    "pipe",
    "proto",
    "protonosupport",
    "prototype",
    "range",
    "rofs",
    "spipe",
    "srch",
    "stale",
    "timedout",
    "txtbsy",
    "xdev",
    "notcapable",
];

/// The errno number of a name.
pub fn errno(name: &str) -> u32 {
    let at = ERRNO.iter().position(|e| *e == name);
    u32::try_from(at.unwrap_or_else(|| panic!("no errno `{name}`"))).unwrap()
}

/// `oflags` of `path_open`.
pub mod oflags {
    pub const CREAT: u64 = 1;
    pub const DIRECTORY: u64 = 2;
    pub const EXCL: u64 = 4;
    pub const TRUNC: u64 = 8;
}

/// `fdflags` of `path_open` and `fd_fdstat_set_flags`.
pub mod fdflags {
    pub const APPEND: u64 = 1;
    pub const DSYNC: u64 = 2;
    pub const NONBLOCK: u64 = 4;
    pub const RSYNC: u64 = 8;
    pub const SYNC: u64 = 16;
}

/// The rights that the hosts look at.
pub mod rights {
    pub const FD_READ: u64 = 1 << 1;
    pub const FD_WRITE: u64 = 1 << 6;
    pub const BOTH: u64 = FD_READ | FD_WRITE;
    pub const ALL: u64 = (1 << 30) - 1;
}

/// `fstflags` of the functions that set times.
pub mod fstflags {
    pub const ATIM: u64 = 1;
    pub const ATIM_NOW: u64 = 2;
    pub const MTIM: u64 = 4;
    pub const MTIM_NOW: u64 = 8;
}

/// `whence` of `fd_seek`.
pub mod whence {
    pub const SET: u64 = 0;
    pub const CUR: u64 = 1;
    pub const END: u64 = 2;
}
