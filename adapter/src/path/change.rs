//! The functions that change directories: create, remove, rename, link.

use crate::abi;
use crate::errno::{Errno, answer};
use crate::path::{Place, find_base, find_path};
use crate::wasi::filesystem::{self, Path};

/// One directory, one path, one call of the host.
#[inline(always)]
fn at(fd: u32, path: u32, path_len: u32, change: impl Fn(u32, Path) -> Result<(), Errno>) -> u32 {
    answer((|| {
        find_base(Place::First, fd)?;
        find_path(Place::First, path, path_len)?;
        change(Place::First.base(), Place::First.path())
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

/// Finds two directories, then two paths.
#[inline(never)]
fn find_both(
    old_fd: u32,
    old_path: u32,
    old_len: u32,
    new_fd: u32,
    new_path: u32,
    new_len: u32,
) -> Result<(), Errno> {
    find_base(Place::First, old_fd)?;
    find_base(Place::Second, new_fd)?;
    find_path(Place::First, old_path, old_len)?;
    find_path(Place::Second, new_path, new_len)
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
        find_both(old_fd, old_path, old_len, new_fd, new_path, new_len)?;
        let (old, new) = (Place::First, Place::Second);
        filesystem::link_at(old.base(), lookupflags, old.path(), new.base(), new.path())
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
        find_both(old_fd, old_path, old_len, new_fd, new_path, new_len)?;
        let (old, new) = (Place::First, Place::Second);
        filesystem::rename_at(old.base(), old.path(), new.base(), new.path())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn path_symlink(target: u32, target_len: u32, fd: u32, path: u32, path_len: u32) -> u32 {
    answer((|| {
        find_both(fd, target, target_len, fd, path, path_len)?;
        let (target, new) = (Place::First, Place::Second);
        filesystem::symlink_at(new.base(), target.path(), new.path())
    })())
}
