//! Whether the component may be left just now.
//!
//! While the host lowers a value into the guest it calls the guest's `realloc`, and after an export returned its
//! post-return function; during both, a call of an import traps ("cannot leave component instance"). A guest
//! whose allocator calls preview1 would be lost. So the splice surrounds those functions with
//! [`forbid_leave`], and every call of the host goes through [`leave`] first.

use crate::errno::Errno;
use crate::single::Single;

static FORBIDDEN: Single<u32> = Single::new(0);

/// Counts one more (1) or one less (-1) function around which the component may not be left.
#[unsafe(export_name = "forbid-leave")]
extern "C" fn forbid_leave(change: i32) {
    FORBIDDEN.set(FORBIDDEN.get().wrapping_add_signed(change));
}

#[unsafe(export_name = "cut:leave/forbidden=0")]
#[inline(never)]
extern "C" fn forbidden() -> u32 {
    FORBIDDEN.get()
}

/// `ENOTSUP` where a call of the host would trap.
pub fn leave() -> Result<(), Errno> {
    if forbidden() != 0 {
        return Err(Errno::NOTSUP);
    }
    Ok(())
}
