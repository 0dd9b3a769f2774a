//! `fd_readdir`.

use crate::abi;
use crate::descriptors::{self, Descriptor};
use crate::errno::answer;
use crate::files;
use crate::guest::GuestSlice;
use crate::leave::leave;
use crate::listing::Listing;
use crate::wasi::filesystem::{self, Path};

/// The part of the guest's buffer that is not filled yet.
struct Buffer {
    slice: GuestSlice,
    filled: u32,
}

impl Buffer {
    /// Copies as many of the bytes as there is room for; returns whether that was all of them, with room to spare.
    fn put(&mut self, bytes: *const u8, len: u32) -> bool {
        let room = self.slice.len() - self.filled;
        let part = len.min(room);
        self.slice.write(self.filled, bytes, part);
        self.filled += part;
        part < room
    }

    /// One `dirent` with its name; whether there is room for more.
    fn entry(&mut self, cookie: u64, inode: u64, file_type: u8, name: Path) -> bool {
        #[repr(C)]
        struct Dirent {
            next: u64,
            inode: u64,
            name_len: u32,
            file_type: u8,
            padding: [u8; 3],
        }
        let dirent = Dirent {
            next: cookie + 1,
            inode,
            name_len: name.len,
            file_type,
            padding: [0; 3],
        };
        self.put((&raw const dirent).cast(), size_of::<Dirent>() as u32)
            && self.put(name.start, name.len)
    }
}

/// Entries from `cookie` on: `.`, `..`, then the directory's own. The last one is cut where the buffer ends, which
/// shows the guest that there is more.
#[unsafe(no_mangle)]
extern "C" fn fd_readdir(fd: u32, buffer: u32, buffer_len: u32, cookie: u64, used: u32) -> u32 {
    answer((|| {
        let mut buffer = Buffer {
            slice: GuestSlice::new(buffer, buffer_len)?,
            filled: 0,
        };
        let used = GuestSlice::new(used, 4)?;
        let descriptor = files::directory(descriptors::get(fd)?)?;
        leave()?;
        if cookie == 0 || descriptor.listing.is_null() {
            let listing = Listing::read(descriptor.handle)?;
            Listing::free(descriptor.listing);
            descriptor.listing = listing;
        }
        fill(&mut buffer, descriptor, cookie);
        used.set_u32(0, buffer.filled);
        Ok(())
    })())
}

fn fill(buffer: &mut Buffer, descriptor: &mut Descriptor, cookie: u64) {
    let fd = descriptor.handle;
    let listing = unsafe { &mut *descriptor.listing };
    let dots = [b'.', b'.'];
    let mut cookie = cookie;
    while cookie < 2 {
        let name = Path {
            start: dots.as_ptr(),
            len: cookie as u32 + 1,
        };
        if !buffer.entry(cookie, listing.inode, abi::FILETYPE_DIRECTORY, name) {
            return;
        }
        cookie += 1;
    }
    while let Ok(index) = u32::try_from(cookie - 2)
        && let Some((record, name)) = listing.entry(index)
    {
        if !record.inode_known {
            // An entry that was removed since keeps inode 0, by which C libraries know to ask again.
            if filesystem::inode_at(fd, 0, name).is_ok() {
                record.inode = filesystem::found_inode();
            }
            record.inode_known = true;
        }
        let file_type = abi::file_type(record.kind);
        if !buffer.entry(cookie, record.inode, file_type, name) {
            return;
        }
        cookie += 1;
    }
}
