//! `path_filestat_get`, `path_filestat_set_times`, `path_readlink`.

use crate::abi;
use crate::errno::answer;
use crate::fd::stat::{FILESTAT, store_filestat};
use crate::guest::GuestSlice;
use crate::path::{Place, find_base, find_path};
use crate::staging;
use crate::wasi::{filesystem, lists};

#[unsafe(no_mangle)]
extern "C" fn path_filestat_get(
    fd: u32,
    lookupflags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> u32 {
    answer((|| {
        abi::lookupflags(lookupflags)?;
        let out = GuestSlice::new(stat, FILESTAT)?;
        find_base(Place::First, fd)?;
        find_path(Place::First, path, path_len)?;
        let (fd, path) = (Place::First.base(), Place::First.path());
        filesystem::inode_at(fd, lookupflags, path)?;
        let inode = filesystem::found_inode();
        filesystem::stat_path(fd, lookupflags, path)?;
        store_filestat(out, inode)
    })())
}

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
extern "C" fn path_filestat_set_times(
    fd: u32,
    lookupflags: u32,
    path: u32,
    path_len: u32,
    accessed: u64,
    modified: u64,
    fstflags: u32,
) -> u32 {
    answer((|| {
        abi::lookupflags(lookupflags)?;
        abi::new_times(accessed, modified, fstflags)?;
        find_base(Place::First, fd)?;
        find_path(Place::First, path, path_len)?;
        let times = abi::found_times();
        let (fd, path) = (Place::First.base(), Place::First.path());
        filesystem::set_times_at(fd, lookupflags, path, &times.accessed, &times.modified)
    })())
}

/// A target that does not fit the buffer is cut, as in POSIX.
#[unsafe(no_mangle)]
extern "C" fn path_readlink(
    fd: u32,
    path: u32,
    path_len: u32,
    buffer: u32,
    buffer_len: u32,
    used: u32,
) -> u32 {
    answer((|| {
        let buffer = GuestSlice::new(buffer, buffer_len)?;
        let used = GuestSlice::new(used, 4)?;
        find_base(Place::First, fd)?;
        find_path(Place::First, path, path_len)?;
        // The second path's half is free.
        let room = (staging::SIZE / 2) as usize;
        lists::place(unsafe { staging::area().add(room) }, room);
        let target = filesystem::readlink_at(Place::First.base(), Place::First.path());
        lists::unplace();
        let target = target?;
        let len = target.len.min(buffer.len());
        buffer.write(0, target.start, len);
        used.set_u32(0, len);
        Ok(())
    })())
}
