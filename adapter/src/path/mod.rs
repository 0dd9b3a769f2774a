//! The functions of preview1 that take a path, and how their arguments reach private memory.

pub mod change;
pub mod open;
pub mod stat;

use crate::descriptors;
use crate::errno::Errno;
use crate::files;
use crate::guest::GuestSlice;
use crate::heap;
use crate::staging;
use crate::wasi::filesystem::Path;

/// The handle of the directory that a path is relative to; `EBADF` for everything that is no directory.
fn directory(fd: u32) -> Result<u32, Errno> {
    Ok(files::directory(descriptors::get(fd)?)?.handle)
}

/// Which of a function's two paths: each has its half of the staging area.
#[derive(Clone, Copy)]
enum Place {
    First = 0,
    Second = 1,
}

/// Longer paths than this get a block of the heap.
const HALF: u32 = staging::SIZE / 2;

/// A path of the guest, copied to private memory.
struct GuestPath {
    path: Path,
    /// The block that it lies in, null for the staging area.
    block: *mut u8,
}

impl GuestPath {
    /// `EFAULT` out of bounds, `EILSEQ` for what is not UTF-8, which a component cannot even pass on.
    fn new(address: u32, len: u32, place: Place) -> Result<GuestPath, Errno> {
        let slice = GuestSlice::new(address, len)?;
        let block = if len > HALF {
            heap::allocate(len as usize)
        } else {
            core::ptr::null_mut()
        };
        if len > HALF && block.is_null() {
            return Err(Errno::NOMEM);
        }
        let start = if len > HALF {
            block
        } else {
            unsafe { staging::area().add((place as u32 * HALF) as usize) }
        };
        slice.read(0, start, len);
        // From here on dropping the path gives the block back.
        let path = GuestPath {
            path: Path { start, len },
            block,
        };
        let bytes = unsafe { core::slice::from_raw_parts(start, len as usize) };
        core::str::from_utf8(bytes).map_err(|_| Errno::ILSEQ)?;
        Ok(path)
    }
}

impl Drop for GuestPath {
    fn drop(&mut self) {
        heap::free(self.block, self.path.len as usize);
    }
}
