//! `wasi:filesystem`: descriptors and preopened directories.
//!
//! Paths lie in private memory and are known to be UTF-8.

use crate::errno::Errno;
use crate::guest::{BorrowedReturn, GuestSlice};
use crate::leave::leave;
use crate::wasi::cli::List;
use crate::wasi::{lists, ret};

mod raw {
    #[link(wasm_import_module = "wasi:filesystem/types@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]descriptor.append-via-stream"]
        pub fn append_via_stream(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.advise"]
        pub fn advise(fd: u32, offset: u64, len: u64, advice: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.sync-data"]
        pub fn sync_data(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.sync"]
        pub fn sync(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.get-flags"]
        pub fn get_flags(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.get-type"]
        pub fn get_type(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.set-size"]
        pub fn set_size(fd: u32, size: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.set-times"]
        pub fn set_times(
            fd: u32,
            at: u32,
            as_: u64,
            an: u32,
            mt: u32,
            ms: u64,
            mn: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.read"]
        pub fn read(fd: u32, len: u64, offset: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.write"]
        pub fn write(fd: u32, bytes: *const u8, len: u32, offset: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.read-directory"]
        pub fn read_directory(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.create-directory-at"]
        pub fn create_directory_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.stat"]
        pub fn stat(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.stat-at"]
        pub fn stat_at(fd: u32, flags: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.set-times-at"]
        pub fn set_times_at(
            fd: u32,
            flags: u32,
            path: *const u8,
            len: u32,
            at: u32,
            as_: u64,
            an: u32,
            mt: u32,
            ms: u64,
            mn: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.link-at"]
        pub fn link_at(
            fd: u32,
            flags: u32,
            old: *const u8,
            old_len: u32,
            to: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.open-at"]
        pub fn open_at(
            fd: u32,
            path_flags: u32,
            path: *const u8,
            len: u32,
            open_flags: u32,
            flags: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.readlink-at"]
        pub fn readlink_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.remove-directory-at"]
        pub fn remove_directory_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.rename-at"]
        pub fn rename_at(
            fd: u32,
            old: *const u8,
            old_len: u32,
            to: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.symlink-at"]
        pub fn symlink_at(
            fd: u32,
            old: *const u8,
            old_len: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.unlink-file-at"]
        pub fn unlink_file_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.metadata-hash"]
        pub fn metadata_hash(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.metadata-hash-at"]
        pub fn metadata_hash_at(fd: u32, flags: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[resource-drop]descriptor"]
        pub fn drop_descriptor(fd: u32);
        #[link_name = "[method]directory-entry-stream.read-directory-entry"]
        pub fn read_directory_entry(stream: u32, ret: *mut u8);
        #[link_name = "[resource-drop]directory-entry-stream"]
        pub fn drop_directory_entry_stream(stream: u32);
        #[link_name = "filesystem-error-code"]
        pub fn filesystem_error_code(error: u32, ret: *mut u8);
    }
}

/// The same functions with the guest's memory as theirs: buffers are passed as they are. Addresses are the
/// guest's.
mod on_guest_memory {
    #[link(wasm_import_module = "on-guest-memory:wasi:filesystem/types@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]descriptor.read"]
        pub fn read(fd: u32, len: u64, offset: u64, ret: u32);
        #[link_name = "[method]descriptor.write"]
        pub fn write(fd: u32, bytes: u32, len: u32, offset: u64, ret: u32);
    }
}

mod preopens {
    #[link(wasm_import_module = "wasi:filesystem/preopens@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-directories"]
        pub fn get_directories(ret: *mut u8);
    }
}

/// A path in private memory.
#[derive(Clone, Copy)]
pub struct Path {
    pub start: *const u8,
    pub len: u32,
}

/// A `new-timestamp`.
#[derive(Clone, Copy)]
pub enum NewTimestamp {
    NoChange,
    Now,
    /// Nanoseconds since 1970.
    At(u64),
}

impl NewTimestamp {
    /// Case, seconds and nanoseconds.
    fn flat(self) -> (u32, u64, u32) {
        match self {
            NewTimestamp::NoChange => (0, 0, 0),
            NewTimestamp::Now => (1, 0, 0),
            NewTimestamp::At(time) => {
                let (seconds, nanoseconds) = crate::wasi::clocks::datetime(time);
                (2, seconds, nanoseconds)
            }
        }
    }
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

/// The fields of a `descriptor-stat`; times in nanoseconds, 0 where the host has none.
pub struct Stat {
    pub kind: u8,
    pub links: u64,
    pub size: u64,
    pub accessed: u64,
    pub modified: u64,
    pub changed: u64,
}

/// `list<tuple<descriptor, string>>`: triples of handle, pointer and length.
pub fn directories() -> Result<List, Errno> {
    leave()?;
    unsafe { preopens::get_directories(ret::area()) };
    Ok(List {
        elements: ret::pointer(0),
        count: ret::u32(4),
    })
}

/// The errno of the error behind a stream's `last-operation-failed`.
pub fn stream_errno(error: u32) -> Errno {
    unsafe { raw::filesystem_error_code(error, ret::area()) };
    if ret::u8(0) == 0 {
        Errno::IO
    } else {
        Errno::from_error_code(ret::u8(1))
    }
}

pub fn append_via_stream(fd: u32) -> Result<u32, Errno> {
    leave()?;
    unsafe { raw::append_via_stream(fd, ret::area()) };
    ret::check(4)?;
    Ok(ret::u32(4))
}

pub fn advise(fd: u32, offset: u64, len: u64, advice: u32) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::advise(fd, offset, len, advice, ret::area()) };
    ret::check(1)
}

pub fn sync_data(fd: u32) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::sync_data(fd, ret::area()) };
    ret::check(1)
}

pub fn sync(fd: u32) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::sync(fd, ret::area()) };
    ret::check(1)
}

/// Bits of [`descriptor_flags`].
pub fn get_flags(fd: u32) -> Result<u8, Errno> {
    leave()?;
    unsafe { raw::get_flags(fd, ret::area()) };
    ret::check(1)?;
    Ok(ret::u8(1))
}

/// A case of [`descriptor_type`].
pub fn get_type(fd: u32) -> Result<u8, Errno> {
    leave()?;
    unsafe { raw::get_type(fd, ret::area()) };
    ret::check(1)?;
    Ok(ret::u8(1))
}

pub fn set_size(fd: u32, size: u64) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::set_size(fd, size, ret::area()) };
    ret::check(1)
}

pub fn set_times(fd: u32, accessed: NewTimestamp, modified: NewTimestamp) -> Result<(), Errno> {
    leave()?;
    let ((at, as_, an), (mt, ms, mn)) = (accessed.flat(), modified.flat());
    unsafe { raw::set_times(fd, at, as_, an, mt, ms, mn, ret::area()) };
    ret::check(1)
}

/// Reads at most `len` bytes at `offset` into private memory; returns how many, 0 at the end of the file.
pub fn read(fd: u32, into: *mut u8, len: u32, offset: u64) -> Result<u32, Errno> {
    leave()?;
    lists::place(into, len as usize);
    unsafe { raw::read(fd, len.into(), offset, ret::area()) };
    lists::unplace();
    ret::check(4)?;
    Ok(ret::u32(8))
}

/// Writes private memory at `offset`; returns how many bytes were written.
pub fn write(fd: u32, bytes: *const u8, len: u32, offset: u64) -> Result<u32, Errno> {
    leave()?;
    unsafe { raw::write(fd, bytes, len, offset, ret::area()) };
    ret::check(8)?;
    Ok(ret::u32(8))
}

/// Reads at `offset` right into the guest's `buffer`, which is not empty. Nothing is copied.
pub fn read_guest(
    fd: u32,
    buffer: GuestSlice,
    offset: u64,
    borrowed: BorrowedReturn,
) -> Result<u32, Errno> {
    leave()?;
    lists::place(buffer.address() as *mut u8, buffer.len() as usize);
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
    leave()?;
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
    Ok(size_or_error as u32)
}

/// A stream of the directory's entries, as of now.
pub fn read_directory(fd: u32) -> Result<u32, Errno> {
    leave()?;
    unsafe { raw::read_directory(fd, ret::area()) };
    ret::check(4)?;
    Ok(ret::u32(4))
}

/// A `directory-entry`, its name in private memory.
pub struct Entry {
    pub kind: u8,
    pub name: Path,
}

/// The next entry, none behind the last. The caller has checked [`leave`] and placed the name.
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

/// The caller has checked [`leave`].
pub fn drop_directory_entry_stream(stream: u32) {
    unsafe { raw::drop_directory_entry_stream(stream) }
}

/// The `descriptor-stat` in the return area.
fn returned_stat() -> Result<Stat, Errno> {
    ret::check(8)?;
    let time = |option: usize| match ret::u8(option) {
        0 => Ok(0),
        _ => crate::wasi::clocks::nanoseconds(ret::u64(option + 8), ret::u32(option + 16)),
    };
    Ok(Stat {
        kind: ret::u8(8),
        links: ret::u64(16),
        size: ret::u64(24),
        accessed: time(32)?,
        modified: time(56)?,
        changed: time(80)?,
    })
}

pub fn stat(fd: u32) -> Result<Stat, Errno> {
    leave()?;
    unsafe { raw::stat(fd, ret::area()) };
    returned_stat()
}

/// The size that [`stat`] tells, without its times.
pub fn size(fd: u32) -> Result<u64, Errno> {
    leave()?;
    unsafe { raw::stat(fd, ret::area()) };
    ret::check(8)?;
    Ok(ret::u64(24))
}

pub fn stat_at(fd: u32, follow: u32, path: Path) -> Result<Stat, Errno> {
    leave()?;
    unsafe { raw::stat_at(fd, follow, path.start, path.len, ret::area()) };
    returned_stat()
}

/// The lower half of the metadata hash: what preview1 calls the inode.
pub fn inode(fd: u32) -> Result<u64, Errno> {
    leave()?;
    unsafe { raw::metadata_hash(fd, ret::area()) };
    ret::check(8)?;
    Ok(ret::u64(8))
}

pub fn inode_at(fd: u32, follow: u32, path: Path) -> Result<u64, Errno> {
    leave()?;
    unsafe { raw::metadata_hash_at(fd, follow, path.start, path.len, ret::area()) };
    ret::check(8)?;
    Ok(ret::u64(8))
}

pub fn set_times_at(
    fd: u32,
    follow: u32,
    path: Path,
    accessed: NewTimestamp,
    modified: NewTimestamp,
) -> Result<(), Errno> {
    leave()?;
    let ((at, as_, an), (mt, ms, mn)) = (accessed.flat(), modified.flat());
    unsafe {
        raw::set_times_at(
            fd,
            follow,
            path.start,
            path.len,
            at,
            as_,
            an,
            mt,
            ms,
            mn,
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
    leave()?;
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

/// The caller has checked [`leave`].
pub fn drop_descriptor(fd: u32) {
    unsafe { raw::drop_descriptor(fd) }
}

/// The target of a symbolic link, placed by the caller.
pub fn readlink_at(fd: u32, path: Path) -> Result<Path, Errno> {
    leave()?;
    unsafe { raw::readlink_at(fd, path.start, path.len, ret::area()) };
    ret::check(4)?;
    Ok(Path {
        start: ret::pointer(4),
        len: ret::u32(8),
    })
}

pub fn create_directory_at(fd: u32, path: Path) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::create_directory_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn remove_directory_at(fd: u32, path: Path) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::remove_directory_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn unlink_file_at(fd: u32, path: Path) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::unlink_file_at(fd, path.start, path.len, ret::area()) };
    ret::check(1)
}

pub fn link_at(fd: u32, follow: u32, old: Path, to: u32, new: Path) -> Result<(), Errno> {
    leave()?;
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
    leave()?;
    unsafe { raw::rename_at(fd, old.start, old.len, to, new.start, new.len, ret::area()) };
    ret::check(1)
}

pub fn symlink_at(fd: u32, old: Path, new: Path) -> Result<(), Errno> {
    leave()?;
    unsafe { raw::symlink_at(fd, old.start, old.len, new.start, new.len, ret::area()) };
    ret::check(1)
}
