//! Whether may-leave is true.
//!
//! While the host lowers a value into the guest it calls the guest's `realloc`, and after an export returned its
//! post-return function; during both, a call of an import traps ("cannot leave component instance"). A guest
//! whose allocator calls preview1 would be lost. So the splice surrounds those functions with
//! [`forbid_leave`], and every call of the host goes through [`leave`] first.

use crate::errno::{self, Errno};
use crate::single::Single;

static FORBIDDEN: Single<u32> = Single::new(0);

/// Counts one more (1) or one less (-1) function during which may-leave is false.
#[unsafe(export_name = "forbid-leave")]
extern "C" fn forbid_leave(change: i32) {
    FORBIDDEN.set(FORBIDDEN.get().wrapping_add_signed(change));
}

/// `ENOTSUP` where a call of the host would trap, else 0.
#[unsafe(export_name = "cut:leave/leave=0")]
#[inline(never)]
extern "C" fn leave_or_errno() -> u32 {
    if FORBIDDEN.get() != 0 {
        return Errno::NOTSUP.number();
    }
    0
}

/// `ENOTSUP` where a call of the host would trap.
#[inline(always)]
pub fn leave() -> Result<(), Errno> {
    errno::result(leave_or_errno())
}
