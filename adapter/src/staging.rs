//! Private memory through which data passes on its way between guest and host.

use crate::single::Single;

/// Size of the staging area in bytes: the most that hosts read in one call.
pub const SIZE: u32 = 65536;

static AREA: Single<[u8; SIZE as usize]> = Single::new([0; SIZE as usize]);

/// The area. A user is done with it before anything else runs, so there is never a second one.
pub fn area() -> *mut u8 {
    AREA.as_ptr().cast()
}
