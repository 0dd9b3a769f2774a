//! `wasi:filesystem`: descriptors and preopened directories.
//!
//! Paths lie in private memory and are known to be UTF-8. Every caller has checked [`crate::leave::leave`].

mod imports;

use crate::errno::Errno;
use crate::guest::{BorrowedReturn, GuestSlice};
use crate::wasi::cli::List;
use crate::wasi::{lists, ret};
use imports::{on_guest_memory, preopens, raw};

/// A path in private memory.
#[derive(Clone, Copy)]
pub struct Path {
    pub start: *const u8,
    pub len: u32,
}

/// A `new-timestamp`, flat.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct NewTimestamp {
    pub seconds: u64,
    pub nanoseconds: u32,
    /// One of [`new_timestamp`].
    pub case: u32,
}

/// Cases of `new-timestamp`.
pub mod new_timestamp {
    pub const NO_CHANGE: u32 = 0;
    pub const NOW: u32 = 1;
    pub const TIMESTAMP: u32 = 2;
}

/// Cases of `descriptor-type`.
pub mod descriptor_type {
    pub const BLOCK_DEVICE: u8 = 1;
    pub const CHARACTER_DEVICE: u8 = 2;
    pub const DIRECTORY: u8 = 3;
    pub const SYMBOLIC_LINK: u8 = 5;
    pub const REGULAR_FILE: u8 = 6;
    pub const SOCKET: u8 = 7;
}

/// Bits of `descriptor-flags`.
pub mod descriptor_flags {
    pub const READ: u8 = 1;
    pub const WRITE: u8 = 2;
    pub const FILE_INTEGRITY_SYNC: u8 = 4;
    pub const DATA_INTEGRITY_SYNC: u8 = 8;
    pub const REQUESTED_WRITE_SYNC: u8 = 16;
}

/// `list<tuple<descriptor, string>>`: triples of handle, pointer and length.
pub fn directories() -> Result<List, Errno> {
    unsafe { preopens::get_directories(ret::area()) };
    Ok(List {
        elements: ret::pointer(0),
        count: ret::u32(4),
    })
}

/// The errno of the error in a stream's `last-operation-failed`.
pub fn stream_errno(error: u32) -> Errno {
    unsafe { raw::filesystem_error_code(error, ret::area()) };
    if ret::u8(0) == 0 {
        Errno::IO
    } else {
        Errno::from_error_code(ret::u8(1))
    }
}

pub fn append_via_stream(fd: u32) -> Result<u32, Errno> {
    unsafe { raw::append_via_stream(fd, ret::area()) };
    ret::check(4)?;
    Ok(ret::u32(4))
}

pub fn advise(fd: u32, offset: u64, len: u64, advice: u32) -> Result<(), Errno> {
    unsafe { raw::advise(fd, offset, len, advice, ret::area()) };
    ret::check(1)
}

pub fn sync_data(fd: u32) -> Result<(), Errno> {
    unsafe { raw::sync_data(fd, ret::area()) };
    ret::check(1)
}

pub fn sync(fd: u32) -> Result<(), Errno> {
    unsafe { raw::sync(fd, ret::area()) };
    ret::check(1)
}

/// Bits of [`descriptor_flags`].
pub fn get_flags(fd: u32) -> Result<u8, Errno> {
    unsafe { raw::get_flags(fd, ret::area()) };
    ret::check(1)?;
    Ok(ret::u8(1))
}

/// Finds a case of [`descriptor_type`], for [`found_type`].
///
/// This function and some below are called from several places. A result of two words would need a frame in each, so
/// what they find stays in the return area until the next call.
pub fn get_type(fd: u32) -> Result<(), Errno> {
    unsafe { raw::get_type(fd, ret::area()) };
    ret::check(1)
}

pub fn found_type() -> u8 {
    ret::u8(1)
}

pub fn set_size(fd: u32, size: u64) -> Result<(), Errno> {
    unsafe { raw::set_size(fd, size, ret::area()) };
    ret::check(1)
}

pub fn set_times(fd: u32, accessed: &NewTimestamp, modified: &NewTimestamp) -> Result<(), Errno> {
    unsafe {
        raw::set_times(
            fd,
            accessed.case,
            accessed.seconds,
            accessed.nanoseconds,
            modified.case,
            modified.seconds,
            modified.nanoseconds,
            ret::area(),
        )
    };
    ret::check(1)
}

/// Reads at most `len` bytes at `offset` into private memory; returns how many, 0 at the end of the file.
pub fn read(fd: u32, into: *mut u8, len: u32, offset: u64) -> Result<u32, Errno> {
    lists::place(into, len as usize);
    unsafe { raw::read(fd, len.into(), offset, ret::area()) };
    lists::unplace();
    ret::check(4)?;
    Ok(lists::returned(into, len))
}

/// Writes private memory at `offset`; returns how many bytes were written.
pub fn write(fd: u32, bytes: *const u8, len: u32, offset: u64) -> Result<u32, Errno> {
    unsafe { raw::write(fd, bytes, len, offset, ret::area()) };
    ret::check(8)?;
    Ok(ret::u32(8).min(len))
}

/// Reads at `offset` right into the guest's `buffer`, which is not empty. Nothing is copied.
pub fn read_guest(
    fd: u32,
    buffer: GuestSlice,
    offset: u64,
    borrowed: BorrowedReturn,
) -> Result<u32, Errno> {
    lists::place_only(buffer.address() as *mut u8, buffer.len() as usize);
    unsafe { on_guest_memory::read(fd, buffer.len().into(), offset, borrowed.address()) };
    lists::unplace();
    // result<tuple<list<u8>, bool>, error-code>: case at 0, list at 4 or error at 4, length at 8.
    let [case_and_list, len_and_end] = borrowed.take();
    if case_and_list as u8 != 0 {
        return Err(Errno::from_error_code((case_and_list >> 32) as u8));
    }
    Ok(len_and_end as u32)
}

/// Writes the guest's `buffer` at `offset`. Nothing is copied.
pub fn write_guest(
    fd: u32,
    buffer: GuestSlice,
    offset: u64,
    borrowed: BorrowedReturn,
) -> Result<u32, Errno> {
    unsafe {
        on_guest_memory::write(
            fd,
            buffer.address(),
            buffer.len(),
            offset,
            borrowed.address(),
        )
    };
    // result<filesize, error-code>: case at 0, size or error at 8.
    let [case, size_or_error] = borrowed.take();
    if case as u8 != 0 {
        return Err(Errno::from_error_code(size_or_error as u8));
    }
    Ok((size_or_error as u32).min(buffer.len()))
}

/// A stream of the directory's entries, as of now.
pub fn read_directory(fd: u32) -> Result<u32, Errno> {
    unsafe { raw::read_directory(fd, ret::area()) };
    ret::check(4)?;
    Ok(ret::u32(4))
}

/// A `directory-entry`, its name in private memory.
pub struct Entry {
    pub kind: u8,
    pub name: Path,
}

/// The next entry, or `None` after the last. The caller has placed the name.
pub fn read_directory_entry(stream: u32) -> Result<Option<Entry>, Errno> {
    unsafe { raw::read_directory_entry(stream, ret::area()) };
    ret::check(4)?;
    if ret::u8(4) == 0 {
        return Ok(None);
    }
    let name = Path {
        start: ret::pointer(12),
        len: ret::u32(16),
    };
    Ok(Some(Entry {
        kind: ret::u8(8),
        name,
    }))
}

pub fn drop_directory_entry_stream(stream: u32) {
    unsafe { raw::drop_directory_entry_stream(stream) }
}

/// Leaves a `descriptor-stat` in the return area, at [`stat_at::TYPE`] and so on.
pub fn stat(fd: u32) -> Result<(), Errno> {
    unsafe { raw::stat(fd, ret::area()) };
    ret::check(8)
}

/// [`stat`] of what a path names.
pub fn stat_path(fd: u32, follow: u32, path: Path) -> Result<(), Errno> {
    unsafe { raw::stat_at(fd, follow, path.start, path.len, ret::area()) };
    ret::check(8)
}

/// The size in the last [`stat`].
pub fn found_size() -> u64 {
    ret::u64(stat_at::SIZE)
}

/// Where the fields of a `descriptor-stat` are in the return area.
pub mod stat_at {
    pub const TYPE: usize = 8;
    pub const LINK_COUNT: usize = 16;
    pub const SIZE: usize = 24;
    /// Three `option<datetime>`: of access, modification and change.
    pub const TIMES: [usize; 3] = [32, 56, 80];
}

/// Finds the lower half of the metadata hash, what preview1 calls the inode, for [`found_inode`].
pub fn inode(fd: u32) -> Result<(), Errno> {
    unsafe { raw::metadata_hash(fd, ret::area()) };
    ret::check(8)
}

/// [`inode`] of what a path names.
pub fn inode_at(fd: u32, follow: u32, path: Path) -> Result<(), Errno> {
    unsafe { raw::metadata_hash_at(fd, follow, path.start, path.len, ret::area()) };
    ret::check(8)
}

pub fn found_inode() -> u64 {
    ret::u64(8)
}

pub fn set_times_at(
    fd: u32,
    follow: u32,
    path: Path,
    accessed: &NewTimestamp,
    modified: &NewTimestamp,
) -> Result<(), Errno> {
    unsafe {
        raw::set_times_at(
            fd,
            follow,
            path.start,
            path.len,
            accessed.case,
            accessed.seconds,
            accessed.nanoseconds,
            modified.case,
            modified.seconds,
            modified.nanoseconds,
            ret::area(),
        )
    };
    ret::check(1)
}

pub fn open_at(
    fd: u32,
    follow: u32,
    path: Path,
    open_flags: u32,
    flags: u32,
) -> Result<u32, Errno> {
    unsafe {
        raw::open_at(
            fd,
            follow,
            path.start,
            path.len,
            open_flags,
            flags,
            ret::area(),
        )
    };
    ret::check(4)?;
    Ok(ret::u32(4))
}

pub fn drop_descriptor(fd: u32) {
    unsafe { raw::drop_descriptor(fd) }
}

/// The target of a symbolic link, placed by the caller.
pub fn readlink_at(fd: u32, path: Path) -> Result<Path, Errno> {
    unsafe { raw::readlink_at(fd, path.start, path.len, ret::area()) };
    ret::check(4)?;
    Ok(Path {
        start: ret::pointer(4),
        len: ret::u32(8),
    })
}

pub fn create_directory_at(fd: u32, path: Path) -> Result<(), Errno> {
    unsafe { raw::create_directory_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn remove_directory_at(fd: u32, path: Path) -> Result<(), Errno> {
    unsafe { raw::remove_directory_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn unlink_file_at(fd: u32, path: Path) -> Result<(), Errno> {
    unsafe { raw::unlink_file_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn link_at(fd: u32, follow: u32, old: Path, to: u32, new: Path) -> Result<(), Errno> {
    unsafe {
        raw::link_at(
            fd,
            follow,
            old.start,
            old.len,
            to,
            new.start,
            new.len,
            ret::area(),
        )
    };
    ret::check(1)
}

pub fn rename_at(fd: u32, old: Path, to: u32, new: Path) -> Result<(), Errno> {
    unsafe { raw::rename_at(fd, old.start, old.len, to, new.start, new.len, ret::area()) };
    ret::check(1)
}

pub fn symlink_at(fd: u32, old: Path, new: Path) -> Result<(), Errno> {
    unsafe { raw::symlink_at(fd, old.start, old.len, new.start, new.len, ret::area()) };
    ret::check(1)
}
