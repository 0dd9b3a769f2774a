//! `clock_res_get` and `clock_time_get`.

use crate::abi;
use crate::errno::{Errno, answer};
use crate::guest::GuestSlice;
use crate::wasi::clocks;

/// Stores what the wall clock or the monotonic clock answers. CPU time clocks are `EBADF`, as natively.
#[inline(always)]
fn ask(
    clock: u32,
    out: u32,
    wall: fn() -> Result<(), Errno>,
    monotonic: fn() -> Result<(), Errno>,
) -> Result<(), Errno> {
    abi::enumeration(clock, 0x7fff_ffff, abi::CLOCK_LAST)?;
    let out = GuestSlice::new(out, 8)?;
    match clock {
        abi::CLOCK_REALTIME => wall()?,
        abi::CLOCK_MONOTONIC => monotonic()?,
        _ => return Err(Errno::BADF),
    }
    out.set_u64(0, clocks::found());
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn clock_res_get(clock: u32, resolution: u32) -> u32 {
    answer(ask(
        clock,
        resolution,
        clocks::wall_resolution,
        clocks::monotonic_resolution,
    ))
}

#[unsafe(no_mangle)]
extern "C" fn clock_time_get(clock: u32, _precision: u64, time: u32) -> u32 {
    answer(ask(clock, time, clocks::wall_now, clocks::monotonic_now))
}
