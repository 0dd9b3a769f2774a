//! The entries of a directory, read ahead.
//!
//! `fd_readdir` may be called at any cookie with any buffer. The host's stream only goes forward, so all entries
//! are read once and kept until the guest starts over: N entries cost N calls, and N more for their inodes,
//! which are asked for as entries are first given out.

use crate::errno::Errno;
use crate::heap;
use crate::wasi::filesystem::{self, Path};
use crate::wasi::lists;

/// A snapshot of a directory.
pub struct Listing {
    /// A block of the heap with the records, one after the other.
    records: *mut u8,
    len: usize,
    capacity: usize,
    /// The record of the entry `next_index` starts at `next_at`: where the last walk ended.
    next_index: u32,
    next_at: usize,
    /// The directory's own inode.
    pub inode: u64,
}

/// What stands before an entry's name.
#[repr(C)]
pub struct Record {
    /// 0 until it was asked for.
    pub inode: u64,
    pub name_len: u32,
    /// A `descriptor-type`.
    pub kind: u8,
    pub inode_known: bool,
}

const HEADER: usize = size_of::<Record>();
/// Room for a name that is made before the host is asked for an entry. Longer names find their place elsewhere
/// first and are copied.
const NAME_ROOM: usize = 1024;

impl Listing {
    /// Reads all entries of the directory `fd`. The caller has checked [`crate::leave::leave`].
    pub fn read(fd: u32) -> Result<*mut Listing, Errno> {
        let listing = heap::allocate(size_of::<Listing>()).cast::<Listing>();
        if listing.is_null() {
            return Err(Errno::NOMEM);
        }
        unsafe { listing.write(Listing::EMPTY) };
        match unsafe { &mut *listing }.fill(fd) {
            Ok(()) => Ok(listing),
            Err(errno) => {
                Listing::free(listing);
                Err(errno)
            }
        }
    }

    const EMPTY: Listing = Listing {
        records: core::ptr::null_mut(),
        len: 0,
        capacity: 0,
        next_index: 0,
        next_at: 0,
        inode: 0,
    };

    /// Gives a listing's memory back; does nothing for null.
    pub fn free(listing: *mut Listing) {
        if listing.is_null() {
            return;
        }
        unsafe { heap::free((*listing).records, (*listing).capacity) };
        heap::free(listing.cast(), size_of::<Listing>());
    }

    fn fill(&mut self, fd: u32) -> Result<(), Errno> {
        let stream = filesystem::read_directory(fd)?;
        let filled = self.fill_from(stream);
        filesystem::drop_directory_entry_stream(stream);
        filled?;
        filesystem::inode(fd)?;
        self.inode = filesystem::found_inode();
        Ok(())
    }

    fn fill_from(&mut self, stream: u32) -> Result<(), Errno> {
        loop {
            self.reserve(HEADER + NAME_ROOM)?;
            let place = unsafe { self.records.add(self.len + HEADER) };
            lists::place(place, NAME_ROOM);
            let entry = filesystem::read_directory_entry(stream);
            lists::unplace();
            let Some(entry) = entry? else { return Ok(()) };
            let name_len = entry.name.len as usize;
            self.reserve(HEADER + name_len)?;
            let record = Record {
                inode: 0,
                name_len: entry.name.len,
                kind: entry.kind,
                inode_known: false,
            };
            unsafe {
                let at = self.records.add(self.len);
                at.cast::<Record>().write(record);
                // No copy where the name already stands: source and destination are the same.
                core::ptr::copy(entry.name.start, at.add(HEADER), name_len);
            }
            self.len += record_len(name_len);
        }
    }

    /// Makes room for `more` bytes after the records.
    fn reserve(&mut self, more: usize) -> Result<(), Errno> {
        let need = self.len + more + align_of::<Record>();
        if need <= self.capacity {
            return Ok(());
        }
        let records = heap::allocate(need);
        if records.is_null() {
            return Err(Errno::NOMEM);
        }
        unsafe { core::ptr::copy_nonoverlapping(self.records, records, self.len) };
        heap::free(self.records, self.capacity);
        self.records = records;
        self.capacity = heap::capacity(need);
        Ok(())
    }

    /// The entry at `index`, or `None` after the last.
    pub fn entry(&mut self, index: u32) -> Option<(&mut Record, Path)> {
        if index < self.next_index {
            self.next_index = 0;
            self.next_at = 0;
        }
        while self.next_at < self.len {
            let (record, name) = unsafe {
                let at = self.records.add(self.next_at);
                let record = &mut *at.cast::<Record>();
                let name = Path {
                    start: at.add(HEADER),
                    len: record.name_len,
                };
                (record, name)
            };
            if self.next_index == index {
                return Some((record, name));
            }
            self.next_index += 1;
            self.next_at += record_len(name.len as usize);
        }
        None
    }
}

fn record_len(name_len: usize) -> usize {
    (HEADER + name_len).next_multiple_of(align_of::<Record>())
}
