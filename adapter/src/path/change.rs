//! The functions that change directories: create, remove, rename, link.

use crate::abi;
use crate::errno::{Errno, answer};
use crate::path::{GuestPath, Place, directory};
use crate::wasi::filesystem::{self, Path};

/// One directory, one path, one call of the host.
#[inline(always)]
fn at(fd: u32, path: u32, path_len: u32, change: impl Fn(u32, Path) -> Result<(), Errno>) -> u32 {
    answer((|| {
        let fd = directory(fd)?;
        let path = GuestPath::new(path, path_len, Place::First)?;
        change(fd, path.path)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn path_create_directory(fd: u32, path: u32, path_len: u32) -> u32 {
    at(fd, path, path_len, filesystem::create_directory_at)
}

#[unsafe(no_mangle)]
extern "C" fn path_remove_directory(fd: u32, path: u32, path_len: u32) -> u32 {
    at(fd, path, path_len, filesystem::remove_directory_at)
}

#[unsafe(no_mangle)]
extern "C" fn path_unlink_file(fd: u32, path: u32, path_len: u32) -> u32 {
    at(fd, path, path_len, filesystem::unlink_file_at)
}

#[unsafe(no_mangle)]
extern "C" fn path_link(
    old_fd: u32,
    lookupflags: u32,
    old_path: u32,
    old_len: u32,
    new_fd: u32,
    new_path: u32,
    new_len: u32,
) -> u32 {
    answer((|| {
        abi::lookupflags(lookupflags)?;
        let (old_fd, new_fd) = (directory(old_fd)?, directory(new_fd)?);
        let old = GuestPath::new(old_path, old_len, Place::First)?;
        let new = GuestPath::new(new_path, new_len, Place::Second)?;
        filesystem::link_at(old_fd, lookupflags, old.path, new_fd, new.path)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn path_rename(
    old_fd: u32,
    old_path: u32,
    old_len: u32,
    new_fd: u32,
    new_path: u32,
    new_len: u32,
) -> u32 {
    answer((|| {
        let (old_fd, new_fd) = (directory(old_fd)?, directory(new_fd)?);
        let old = GuestPath::new(old_path, old_len, Place::First)?;
        let new = GuestPath::new(new_path, new_len, Place::Second)?;
        filesystem::rename_at(old_fd, old.path, new_fd, new.path)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn path_symlink(target: u32, target_len: u32, fd: u32, path: u32, path_len: u32) -> u32 {
    answer((|| {
        let fd = directory(fd)?;
        let target = GuestPath::new(target, target_len, Place::First)?;
        let path = GuestPath::new(path, path_len, Place::Second)?;
        filesystem::symlink_at(fd, target.path, path.path)
    })())
}
