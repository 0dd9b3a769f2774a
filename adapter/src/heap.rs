//! Private memory beyond the statics: what is kept for good, and blocks that come and go.

use crate::single::Single;
use core::arch::wasm32::{memory_grow, memory_size};

const PAGE: usize = 65536;
/// The smallest block is 1 << SMALLEST bytes.
const SMALLEST: u32 = 6;

unsafe extern "C" {
    /// The first byte after stack and statics; set by the linker.
    static __heap_base: u8;
}

/// The first byte that was never allocated; 0 before the first use.
static FRONTIER: Single<usize> = Single::new(0);

/// Free blocks of 1 << index bytes, each holding the address of the next.
static FREE: Single<[*mut u8; 32]> = Single::new([core::ptr::null_mut(); 32]);

/// `len` bytes that are never given back; null when the memory cannot grow.
pub fn keep(len: usize, align: usize) -> *mut u8 {
    let mut start = FRONTIER.get();
    if start == 0 {
        start = &raw const __heap_base as usize;
    }
    let Some(start) = start.checked_next_multiple_of(align) else {
        return core::ptr::null_mut();
    };
    let Some(end) = start.checked_add(len) else {
        return core::ptr::null_mut();
    };
    let pages = end.div_ceil(PAGE);
    let have = memory_size::<0>();
    if pages > have && memory_grow::<0>(pages - have) == usize::MAX {
        return core::ptr::null_mut();
    }
    FRONTIER.set(end);
    start as *mut u8
}

fn class(len: usize) -> u32 {
    len.next_power_of_two().trailing_zeros().max(SMALLEST)
}

/// A block of at least `len` bytes (at most 1 GiB), aligned to 8; null when there is no memory for it.
pub fn allocate(len: usize) -> *mut u8 {
    if len > 1 << 30 {
        return core::ptr::null_mut();
    }
    let class = class(len);
    unsafe {
        let head = FREE.as_ptr().cast::<*mut u8>().add(class as usize);
        let block = *head;
        if block.is_null() {
            return keep(1 << class, 8);
        }
        *head = *block.cast::<*mut u8>();
        block
    }
}

/// Gives back a block of [`allocate`], which was asked for with this `len`.
pub fn free(block: *mut u8, len: usize) {
    if block.is_null() {
        return;
    }
    unsafe {
        let head = FREE.as_ptr().cast::<*mut u8>().add(class(len) as usize);
        *block.cast::<*mut u8>() = *head;
        *head = block;
    }
}

/// How many bytes a block for `len` bytes has.
pub fn capacity(len: usize) -> usize {
    1 << class(len)
}
