//! `wasi:clocks`: wall clock and monotonic clock.

use crate::errno::Errno;
use crate::leave::leave;
use crate::wasi::ret;

mod wall {
    #[link(wasm_import_module = "wasi:clocks/wall-clock@0.2.12")]
    unsafe extern "C" {
        #[link_name = "now"]
        pub fn now(ret: *mut u8);
        #[link_name = "resolution"]
        pub fn resolution(ret: *mut u8);
    }
}

mod monotonic {
    #[link(wasm_import_module = "wasi:clocks/monotonic-clock@0.2.12")]
    unsafe extern "C" {
        #[link_name = "now"]
        pub fn now() -> u64;
        #[link_name = "resolution"]
        pub fn resolution() -> u64;
        #[link_name = "subscribe-instant"]
        pub fn subscribe_instant(when: u64) -> u32;
        #[link_name = "subscribe-duration"]
        pub fn subscribe_duration(duration: u64) -> u32;
    }
}

const SECOND: u64 = 1_000_000_000;

/// Nanoseconds of a `datetime`; `EOVERFLOW` past the year 2554. Compared beforehand, since a checked product of this size
/// is a function of its own.
pub fn nanoseconds(seconds: u64, nanoseconds: u32) -> Result<u64, Errno> {
    if seconds > u64::MAX / SECOND {
        return Err(Errno::OVERFLOW);
    }
    (seconds * SECOND)
        .checked_add(nanoseconds.into())
        .ok_or(Errno::OVERFLOW)
}

/// A time in nanoseconds as the two parts of a `datetime`.
pub fn datetime(nanoseconds: u64) -> (u64, u32) {
    (nanoseconds / SECOND, (nanoseconds % SECOND) as u32)
}

fn returned_nanoseconds() -> Result<u64, Errno> {
    nanoseconds(ret::u64(0), ret::u32(8))
}

pub fn wall_now() -> Result<u64, Errno> {
    leave()?;
    unsafe { wall::now(ret::area()) };
    returned_nanoseconds()
}

pub fn wall_resolution() -> Result<u64, Errno> {
    leave()?;
    unsafe { wall::resolution(ret::area()) };
    returned_nanoseconds()
}

pub fn monotonic_now() -> Result<u64, Errno> {
    leave()?;
    Ok(unsafe { monotonic::now() })
}

pub fn monotonic_resolution() -> Result<u64, Errno> {
    leave()?;
    Ok(unsafe { monotonic::resolution() })
}

/// A pollable that is ready at this instant of the monotonic clock.
pub fn subscribe_instant(when: u64) -> u32 {
    unsafe { monotonic::subscribe_instant(when) }
}

/// A pollable that is ready after this many nanoseconds.
pub fn subscribe_duration(duration: u64) -> u32 {
    unsafe { monotonic::subscribe_duration(duration) }
}
