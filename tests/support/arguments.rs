//! Arguments of a call that is made on two hosts.

use super::preview1::FUNCTIONS;

/// A descriptor, whatever its number is on either side. The standard streams are 0, 1 and 2, preopens follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fd(pub usize);

/// A descriptor number that is open on neither side.
pub const NOT_OPEN: u64 = 77_777;

/// An argument of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// The same number on both sides.
    Number(u64),
    /// The number that this descriptor has on each side.
    Fd(Fd),
}

impl From<Fd> for Arg {
    fn from(fd: Fd) -> Arg {
        Arg::Fd(fd)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Arg {
        Arg::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Arg {
        Arg::Number(u64::from(number))
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        Arg::Number(number as u64)
    }
}

impl From<i32> for Arg {
    fn from(number: i32) -> Arg {
        Arg::Number(i64::from(number) as u64)
    }
}

/// Calls a preview1 function on both sides of a pair: `call!(pair, fd_close(fd))`.
#[macro_export]
macro_rules! call {
    ($pair:expr, $name:ident($($arg:expr),* $(,)?)) => {
        $pair.call(stringify!($name), &[$($crate::support::arguments::Arg::from($arg)),*])
    };
}

/// A call, in words.
pub fn shown(name: &str, args: &[Arg]) -> String {
    assert!(FUNCTIONS.iter().any(|f| f.name == name));
    let args: Vec<_> = args
        .iter()
        .map(|arg| match arg {
            Arg::Number(n) if *n < 1024 => n.to_string(),
            Arg::Number(n) => format!("{n:#x}"),
            Arg::Fd(fd) => format!("fd#{}", fd.0),
        })
        .collect();
    format!("{name}({})", args.join(", "))
}

/// The address that an argument is.
pub fn pointer(arg: Arg) -> u32 {
    match arg {
        Arg::Number(at) => at as u32,
        Arg::Fd(_) => panic!("a descriptor stands where a pointer is expected"),
    }
}
