//! `path_filestat_get`, `path_filestat_set_times`, `path_readlink`.

use crate::abi;
use crate::errno::answer;
use crate::fd::stat::{FILESTAT, store_filestat};
use crate::guest::GuestSlice;
use crate::path::{GuestPath, Place, directory};
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
        let fd = directory(fd)?;
        let path = GuestPath::new(path, path_len, Place::First)?;
        let stat = filesystem::stat_at(fd, lookupflags, path.path)?;
        let inode = filesystem::inode_at(fd, lookupflags, path.path)?;
        store_filestat(out, inode, &stat);
        Ok(())
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
        let (accessed, modified) = abi::new_timestamps(accessed, modified, fstflags)?;
        let fd = directory(fd)?;
        let path = GuestPath::new(path, path_len, Place::First)?;
        filesystem::set_times_at(fd, lookupflags, path.path, accessed, modified)
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
        let fd = directory(fd)?;
        let path = GuestPath::new(path, path_len, Place::First)?;
        let room = (staging::SIZE / 2) as usize;
        lists::place(unsafe { staging::area().add(room) }, room);
        let target = filesystem::readlink_at(fd, path.path);
        lists::unplace();
        let target = target?;
        let len = target.len.min(buffer.len());
        buffer.write(0, target.start, len);
        used.set_u32(0, len);
        Ok(())
    })())
}
