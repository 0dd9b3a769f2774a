//! The guest's memory: the only place that reads or writes it, and all of its `unsafe`.
//!
//! An access out of the guest's bounds would trap in the adapter, where the guest may expect `EFAULT`. So a
//! range is checked once, when a [`GuestSlice`] is made of it, and the accesses go through the checked slice.

use crate::errno::Errno;

/// Becomes single instructions on the guest's memory when the adapter is linked. Offsets are constants.
mod raw {
    #[link(wasm_import_module = "guest")]
    unsafe extern "C" {
        pub fn load8(address: u32, offset: u32) -> u8;
        pub fn load16(address: u32, offset: u32) -> u16;
        pub fn load32(address: u32, offset: u32) -> u32;
        pub fn load64(address: u32, offset: u32) -> u64;
        pub fn store8(address: u32, value: u32, offset: u32);
        pub fn store16(address: u32, value: u32, offset: u32);
        pub fn store32(address: u32, value: u32, offset: u32);
        pub fn store64(address: u32, value: u64, offset: u32);
        pub fn copy_in(private: *mut u8, guest: u32, len: u32);
        pub fn copy_out(guest: u32, private: *const u8, len: u32);
        /// In pages.
        pub fn size() -> u32;
    }
}

/// The guest's memory in bytes. A page is 64 KiB here. Specialising replaces the calls of this function by instructions with
/// the guest's own page size, which may be one byte.
#[unsafe(export_name = "guest-memory-bytes")]
#[inline(never)]
extern "C" fn bytes() -> u64 {
    u64::from(unsafe { raw::size() }) << 16
}

/// A range of the guest's memory that is known to lie inside it.
#[derive(Clone, Copy)]
pub struct GuestSlice {
    address: u32,
    len: u32,
}

/// `EFAULT` unless all of the `len` bytes at `address` are in the guest's memory.
///
/// A function of its own that returns one word: [`GuestSlice::new`] is inlined everywhere.
#[inline(never)]
fn check(address: u32, len: u32) -> Result<(), Errno> {
    check_here(address, len)
}

/// The same, inlined, for the most frequent calls.
#[inline(always)]
fn check_here(address: u32, len: u32) -> Result<(), Errno> {
    if u64::from(address) + u64::from(len) > bytes() {
        return Err(Errno::FAULT);
    }
    Ok(())
}

impl GuestSlice {
    /// Checks the `len` bytes at `address`: `EFAULT` unless all of them are in the guest's memory.
    #[inline(always)]
    pub fn new(address: u32, len: u32) -> Result<GuestSlice, Errno> {
        check(address, len)?;
        Ok(GuestSlice { address, len })
    }

    /// [`new`](Self::new) for the most frequent calls: longer code, without a call.
    #[inline(always)]
    pub fn here(address: u32, len: u32) -> Result<GuestSlice, Errno> {
        check_here(address, len)?;
        Ok(GuestSlice { address, len })
    }

    /// A slice of a range that was checked before; memory never shrinks.
    pub fn checked(address: u32, len: u32) -> GuestSlice {
        GuestSlice { address, len }
    }

    /// Checks an array of `count` elements of `size` bytes each.
    #[inline(always)]
    pub fn array(address: u32, count: u32, size: u32) -> Result<GuestSlice, Errno> {
        let len = u64::from(count) * u64::from(size);
        GuestSlice::new(address, u32::try_from(len).map_err(|_| Errno::FAULT)?)
    }

    /// `len` bytes from `offset` on, which lie inside this slice.
    pub fn part(self, offset: u32, len: u32) -> GuestSlice {
        GuestSlice {
            address: self.address + offset,
            len,
        }
    }

    /// Whether a range has bytes of the slice in it; an empty one that lies inside counts too.
    #[inline(always)]
    pub fn overlaps(self, start: u32, len: u32) -> bool {
        start.wrapping_sub(self.address) < self.len || self.address.wrapping_sub(start) < len
    }

    pub fn address(self) -> u32 {
        self.address
    }

    pub fn len(self) -> u32 {
        self.len
    }

    // The offset of each of these must be a constant where it is called; [`part`](Self::part) takes others.

    #[inline(always)]
    pub fn u8(self, offset: u32) -> u8 {
        unsafe { raw::load8(self.address, offset) }
    }

    #[inline(always)]
    pub fn u16(self, offset: u32) -> u16 {
        unsafe { raw::load16(self.address, offset) }
    }

    #[inline(always)]
    pub fn u32(self, offset: u32) -> u32 {
        unsafe { raw::load32(self.address, offset) }
    }

    #[inline(always)]
    pub fn u64(self, offset: u32) -> u64 {
        unsafe { raw::load64(self.address, offset) }
    }

    #[inline(always)]
    pub fn set_u8(self, offset: u32, value: u8) {
        unsafe { raw::store8(self.address, value.into(), offset) }
    }

    #[inline(always)]
    pub fn set_u16(self, offset: u32, value: u16) {
        unsafe { raw::store16(self.address, value.into(), offset) }
    }

    #[inline(always)]
    pub fn set_u32(self, offset: u32, value: u32) {
        unsafe { raw::store32(self.address, value, offset) }
    }

    #[inline(always)]
    pub fn set_u64(self, offset: u32, value: u64) {
        unsafe { raw::store64(self.address, value, offset) }
    }

    /// Copies `len` bytes from `offset` of the slice to private memory.
    pub fn read(self, offset: u32, into: *mut u8, len: u32) {
        unsafe { raw::copy_in(into, self.address + offset, len) }
    }

    /// Copies `len` bytes of private memory to `offset` of the slice.
    pub fn write(self, offset: u32, from: *const u8, len: u32) {
        unsafe { raw::copy_out(self.address + offset, from, len) }
    }
}

/// The return area of a function that is lowered on the guest's memory.
///
/// The canonical ABI wants a result of several words in the memory that the function is lowered on. The adapter
/// owns nothing there, so it borrows 16 bytes: kept in private memory, used, and put back before the guest
/// runs again.
pub struct BorrowedReturn {
    area: GuestSlice,
    kept: [u64; 2],
}

/// Size and alignment of the largest result that is returned in guest memory: `result<filesize, error-code>`.
const RETURN_SIZE: u32 = 16;

impl BorrowedReturn {
    /// Borrows 16 aligned bytes outside of `buffer`: those at the start of memory, or those after the buffer.
    /// None if the memory has no room for them.
    #[inline(always)]
    pub fn beside(buffer: GuestSlice) -> Option<BorrowedReturn> {
        let address = if buffer.address >= RETURN_SIZE || buffer.len == 0 {
            0
        } else {
            let end = buffer.address.checked_add(buffer.len)?;
            end.checked_next_multiple_of(8)?
        };
        let area = GuestSlice::here(address, RETURN_SIZE).ok()?;
        let kept = [area.u64(0), area.u64(8)];
        Some(BorrowedReturn { area, kept })
    }

    pub fn address(&self) -> u32 {
        self.area.address
    }

    /// Takes the result's two words and puts the guest's bytes back.
    #[inline(always)]
    pub fn take(self) -> [u64; 2] {
        let result = [self.area.u64(0), self.area.u64(8)];
        self.area.set_u64(0, self.kept[0]);
        self.area.set_u64(8, self.kept[1]);
        result
    }
}
