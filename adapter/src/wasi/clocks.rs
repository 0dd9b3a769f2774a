//! `wasi:clocks`: wall clock and monotonic clock.

use crate::errno::Errno;
use crate::leave::leave;
use crate::single::Single;
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
    }
}

const SECOND: u64 = 1_000_000_000;

static FOUND: Single<u64> = Single::new(0);

/// What the last function here found, in nanoseconds: a result of two words would need a frame in every caller.
pub fn found() -> u64 {
    FOUND.get()
}

/// The result is 0, for [`found`].
pub fn find_nothing() {
    FOUND.set(0);
}

/// Finds the nanoseconds of a `datetime` in the return area; `EOVERFLOW` past the year 2554. Compared beforehand, since a
/// checked product of this size is a function of its own.
#[inline(never)]
pub fn nanoseconds(at: usize) -> Result<(), Errno> {
    let seconds = ret::u64(at);
    if seconds > u64::MAX / SECOND {
        return Err(Errno::OVERFLOW);
    }
    let whole = seconds * SECOND;
    let sum = whole.wrapping_add(ret::u32(at + 8).into());
    FOUND.set(sum);
    if sum < whole {
        return Err(Errno::OVERFLOW);
    }
    Ok(())
}

/// A time in nanoseconds as the two parts of a `datetime`.
pub fn datetime(nanoseconds: u64) -> (u64, u32) {
    (nanoseconds / SECOND, (nanoseconds % SECOND) as u32)
}

/// The next four find a time or a resolution, for [`found`].
pub fn wall_now() -> Result<(), Errno> {
    leave()?;
    unsafe { wall::now(ret::area()) };
    nanoseconds(0)
}

pub fn wall_resolution() -> Result<(), Errno> {
    leave()?;
    unsafe { wall::resolution(ret::area()) };
    nanoseconds(0)
}

pub fn monotonic_now() -> Result<(), Errno> {
    leave()?;
    FOUND.set(unsafe { monotonic::now() });
    Ok(())
}

pub fn monotonic_resolution() -> Result<(), Errno> {
    leave()?;
    FOUND.set(unsafe { monotonic::resolution() });
    Ok(())
}

/// A pollable that is ready at this instant of the monotonic clock.
pub fn subscribe_instant(when: u64) -> u32 {
    unsafe { monotonic::subscribe_instant(when) }
}
