//! The return area of functions that are lowered on the private memory.
//!
//! A static, because constant addresses make shorter code than a frame. No result is needed after the next call.

use crate::errno::Errno;
use crate::single::Single;

/// As large as the largest result, `result<descriptor-stat, error-code>`.
#[repr(C, align(8))]
struct Area([u8; 104]);

static AREA: Single<Area> = Single::new(Area([0; 104]));

pub fn area() -> *mut u8 {
    AREA.as_ptr().cast()
}

pub fn u8(offset: usize) -> u8 {
    unsafe { *area().add(offset) }
}

pub fn u32(offset: usize) -> u32 {
    unsafe { *area().add(offset).cast() }
}

pub fn u64(offset: usize) -> u64 {
    unsafe { *area().add(offset).cast() }
}

pub fn pointer(offset: usize) -> *mut u8 {
    unsafe { *area().add(offset).cast() }
}

/// A `result<T, error-code>`: the errno of its error, whose case stands at `payload`.
#[inline(never)]
pub fn check(payload: usize) -> Result<(), Errno> {
    if u8(0) != 0 {
        return Err(Errno::from_error_code(u8(payload)));
    }
    Ok(())
}
