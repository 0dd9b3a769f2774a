//! The functions of preview1 that take a path, and how their arguments reach private memory.
//!
//! A function has at most two directories and two paths. They stand in statics, each in its [`Place`], since handing
//! them from function to function would be most of the code.

pub mod change;
pub mod open;
pub mod stat;
mod utf8;

use crate::descriptors;
use crate::errno::Errno;
use crate::files;
use crate::guest::GuestSlice;
use crate::heap;
use crate::leave::leave;
use crate::single::Single;
use crate::staging;
use crate::wasi::filesystem::Path;

/// Which of a function's two paths.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Place {
    First = 0,
    Second = 1,
}

/// The handle of the directory that a path is relative to.
static BASES: [Single<u32>; 2] = [const { Single::new(0) }; 2];

const NO_PATH: Path = Path {
    start: core::ptr::null(),
    len: 0,
};
static PATHS: [Single<Path>; 2] = [const { Single::new(NO_PATH) }; 2];

/// Blocks of the heap for paths that are longer than [`HALF`], and their sizes. One is given back when the next path
/// takes its place.
static BLOCKS: [Single<(*mut u8, u32)>; 2] = [const { Single::new((core::ptr::null_mut(), 0)) }; 2];

/// Each place has its half of the staging area.
const HALF: u32 = staging::SIZE / 2;

impl Place {
    fn base(self) -> u32 {
        BASES[self as usize].get()
    }

    fn path(self) -> Path {
        PATHS[self as usize].get()
    }

    /// Where a path of this length goes: to the staging area, or to a block if it is long.
    fn room(self, len: u32) -> Result<*mut u8, Errno> {
        let block = &BLOCKS[self as usize];
        let (old, old_len) = block.get();
        heap::free(old, old_len as usize);
        block.set((core::ptr::null_mut(), 0));
        if len <= HALF {
            return Ok(unsafe { staging::area().add((self as u32 * HALF) as usize) });
        }
        let room = heap::allocate(len as usize);
        if room.is_null() {
            return Err(Errno::NOMEM);
        }
        block.set((room, len));
        Ok(room)
    }
}

/// Finds the directory that a path is relative to; `EBADF` for everything that is not a directory.
#[inline(never)]
fn find_base(place: Place, fd: u32) -> Result<(), Errno> {
    leave()?;
    BASES[place as usize].set(files::directory(descriptors::get(fd)?)?.handle);
    Ok(())
}

/// Copies a path of the guest to private memory: `EFAULT` out of bounds, `EILSEQ` for what is not UTF-8, which a
/// component cannot even pass on.
#[inline(never)]
fn find_path(place: Place, address: u32, len: u32) -> Result<(), Errno> {
    let slice = GuestSlice::new(address, len)?;
    let start = place.room(len)?;
    slice.read(0, start, len);
    PATHS[place as usize].set(Path { start, len });
    if !utf8::is_valid(start, len) {
        return Err(Errno::ILSEQ);
    }
    Ok(())
}
