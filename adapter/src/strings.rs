//! Lists of NUL-terminated strings, as `args_get` and `environ_get` return them.

use crate::errno::Errno;
use crate::guest::GuestSlice;
use crate::single::Single;

/// A string of the host in private memory.
pub type HostString = (*const u8, u32);

/// Where the next pointer goes, and the next string.
static POINTERS: Single<u32> = Single::new(0);
static BYTES: Single<u32> = Single::new(0);

/// Begins strings that end in a NUL each, written one after the other to the guest's `bytes`, and an array of where
/// each starts at its `pointers`.
pub fn begin(pointers: u32, bytes: u32) {
    POINTERS.set(pointers);
    BYTES.set(bytes);
}

/// Notes that a string starts here.
pub fn start() -> Result<(), Errno> {
    let pointers = POINTERS.get();
    GuestSlice::new(pointers, 4)?.set_u32(0, BYTES.get());
    POINTERS.set(pointers.wrapping_add(4));
    Ok(())
}

/// Appends to the current string, and a byte after it.
pub fn put((start, len): HostString, end: u8) -> Result<(), Errno> {
    let bytes = BYTES.get();
    let slice = GuestSlice::new(bytes, len.checked_add(1).ok_or(Errno::OVERFLOW)?)?;
    slice.write(0, start, len);
    slice.part(len, 1).set_u8(0, end);
    BYTES.set(bytes.wrapping_add(len + 1));
    Ok(())
}

/// Stores the two results of a `…_sizes_get`: how many strings, and their bytes with all terminators.
pub fn store_sizes(count: u32, bytes: u64, count_at: u32, bytes_at: u32) -> Result<(), Errno> {
    let bytes = u32::try_from(bytes).map_err(|_| Errno::OVERFLOW)?;
    let (count_out, bytes_out) = (GuestSlice::new(count_at, 4)?, GuestSlice::new(bytes_at, 4)?);
    count_out.set_u32(0, count);
    bytes_out.set_u32(0, bytes);
    Ok(())
}
