//! Where lists and strings go that the host returns.
//!
//! The canonical ABI asks for their memory through `cabi_import_realloc`. Whoever calls an import that returns
//! one list says beforehand where it shall go; what has no place, or does not fit it, is kept for good.

use crate::heap;
use crate::single::Single;

/// The place for the next list: its address, and its size in bytes, 0 when there is none.
static PLACE: Single<*mut u8> = Single::new(core::ptr::null_mut());
static ROOM: Single<usize> = Single::new(0);

/// Puts the list that the next call returns at `address`, if it has at most `len` bytes.
pub fn place(address: *mut u8, len: usize) {
    PLACE.set(address);
    ROOM.set(len);
}

/// Takes the place back, used or not.
pub fn unplace() {
    ROOM.set(0);
}

/// The `realloc` of every import, whichever memory it is lowered on.
///
/// Hosts that transcode strings as they go ask for a larger block with `old` and `old_len` set.
#[unsafe(export_name = "cabi_import_realloc")]
unsafe extern "C" fn cabi_import_realloc(
    old: *mut u8,
    old_len: usize,
    align: usize,
    len: usize,
) -> *mut u8 {
    let room = ROOM.get();
    if room != 0 && len <= room && (old_len == 0 || old == PLACE.get()) {
        return PLACE.get();
    }
    let block = heap::keep(len, align);
    if block.is_null() {
        core::arch::wasm32::unreachable();
    }
    unsafe { core::ptr::copy_nonoverlapping(old, block, old_len.min(len)) };
    block
}
