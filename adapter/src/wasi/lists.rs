//! Where lists and strings go that the host returns.
//!
//! The canonical ABI asks for their memory through `cabi_import_realloc`. A caller of an import that returns
//! one list sets its place before the call; a list without a place, or larger than it, is kept for good.

use crate::heap;
use crate::single::Single;
use crate::wasi::ret;

/// The place for the next list: its address, and its size in bytes, 0 when there is none.
static PLACE: Single<*mut u8> = Single::new(core::ptr::null_mut());
static ROOM: Single<usize> = Single::new(0);

/// Set in [`ROOM`] for a list that cannot go anywhere else.
const NOWHERE_ELSE: usize = 1 << 31;

/// Puts the list that the next call returns at `address`, if it has at most `len` bytes.
pub fn place(address: *mut u8, len: usize) {
    PLACE.set(address);
    ROOM.set(len);
}

/// Puts the list that the next call returns at `address`, where `len` bytes (fewer than 2 GiB) were asked for. If the host
/// returns more, the adapter traps: the guest's memory has no other place for them, and random bytes that went elsewhere
/// would not be noticed.
pub fn place_only(address: *mut u8, len: usize) {
    PLACE.set(address);
    ROOM.set(len | NOWHERE_ELSE);
}

/// How many bytes are at `into` of a list that stands at 4 in the return area, and of which at most `len` were asked for.
/// A host may return more, which then lies elsewhere: what was not asked for is dropped.
#[inline(never)]
pub fn returned(into: *mut u8, len: u32) -> u32 {
    let returned = ret::u32(8);
    if returned <= len {
        return returned;
    }
    unsafe { core::ptr::copy_nonoverlapping(ret::pointer(4), into, len as usize) };
    len
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
    if room != 0 && len <= room & !NOWHERE_ELSE && (old_len == 0 || old == PLACE.get()) {
        return PLACE.get();
    }
    let block = heap::keep(len, align);
    if block.is_null() || room & NOWHERE_ELSE != 0 {
        core::arch::wasm32::unreachable();
    }
    unsafe { core::ptr::copy_nonoverlapping(old, block, old_len.min(len)) };
    block
}
