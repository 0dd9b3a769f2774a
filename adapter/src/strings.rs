//! Lists of NUL-terminated strings, as `args_get` and `environ_get` hand them out.

use crate::errno::Errno;
use crate::guest::GuestSlice;

/// A string of the host in private memory.
pub type HostString = (*const u8, u32);

/// Strings that end in a NUL each, written one behind the other, and an array of where each starts.
pub struct StringTable {
    pointers: u32,
    bytes: u32,
}

impl StringTable {
    /// Pointers go to the guest's `pointers`, the strings to its `bytes`.
    pub fn new(pointers: u32, bytes: u32) -> StringTable {
        StringTable { pointers, bytes }
    }

    /// Notes that a string starts here.
    pub fn start(&mut self) -> Result<(), Errno> {
        GuestSlice::new(self.pointers, 4)?.set_u32(0, self.bytes);
        self.pointers = self.pointers.wrapping_add(4);
        Ok(())
    }

    /// Appends to the current string, and a byte behind it.
    pub fn put(&mut self, (start, len): HostString, end: u8) -> Result<(), Errno> {
        let slice = GuestSlice::new(self.bytes, len.checked_add(1).ok_or(Errno::OVERFLOW)?)?;
        slice.write(0, start, len);
        slice.set_u8(len, end);
        self.bytes = self.bytes.wrapping_add(len + 1);
        Ok(())
    }
}

/// Stores the two results of a `…_sizes_get`: how many strings, and their bytes with all terminators.
pub fn store_sizes(count: u32, bytes: u64, count_at: u32, bytes_at: u32) -> Result<(), Errno> {
    let bytes = u32::try_from(bytes).map_err(|_| Errno::OVERFLOW)?;
    let (count_out, bytes_out) = (GuestSlice::new(count_at, 4)?, GuestSlice::new(bytes_at, 4)?);
    count_out.set_u32(0, count);
    bytes_out.set_u32(0, bytes);
    Ok(())
}
