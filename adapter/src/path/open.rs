//! `path_open`.

use crate::abi::{self, rights};
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer};
use crate::guest::GuestSlice;
use crate::leave::leave;
use crate::path::{GuestPath, Place};
use crate::wasi::filesystem::{self, descriptor_flags, descriptor_type};

/// The `descriptor-flags` that rights and `fdflags` ask for.
fn descriptor_flags(rights_base: u64, fdflags: u32) -> u8 {
    let has = |flag: u8| fdflags & u32::from(flag) != 0;
    let mut flags = 0;
    for (asked, flag) in [
        (rights_base & rights::FD_READ != 0, descriptor_flags::READ),
        (rights_base & rights::FD_WRITE != 0, descriptor_flags::WRITE),
        (
            has(abi::FDFLAGS_SYNC),
            descriptor_flags::FILE_INTEGRITY_SYNC,
        ),
        (
            has(abi::FDFLAGS_DSYNC),
            descriptor_flags::DATA_INTEGRITY_SYNC,
        ),
        (
            has(abi::FDFLAGS_RSYNC),
            descriptor_flags::REQUESTED_WRITE_SYNC,
        ),
    ] {
        if asked {
            flags |= flag;
        }
    }
    flags
}

/// The directory to open in; other files than directories are `ENOTDIR` here, unlike in the other functions.
fn base(fd: u32) -> Result<u32, Errno> {
    let descriptor = descriptors::get(fd)?;
    match descriptor.kind {
        Kind::Directory => Ok(descriptor.handle),
        Kind::File => Err(Errno::NOTDIR),
        _ => Err(Errno::BADF),
    }
}

/// Directory or file? Only the host knows, but for an open that asked for a directory.
fn kind(handle: u32, oflags: u32) -> Result<Kind, Errno> {
    if oflags & abi::OFLAGS_DIRECTORY != 0
        || filesystem::get_type(handle)? == descriptor_type::DIRECTORY
    {
        return Ok(Kind::Directory);
    }
    Ok(Kind::File)
}

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
extern "C" fn path_open(
    fd: u32,
    lookupflags: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    rights_base: u64,
    rights_inheriting: u64,
    fdflags: u32,
    opened: u32,
) -> u32 {
    answer((|| {
        abi::lookupflags(lookupflags)?;
        abi::flags(oflags, 0xffff, abi::OFLAGS_ALL)?;
        abi::rights(rights_base)?;
        abi::rights(rights_inheriting)?;
        abi::flags(fdflags, 0xffff, abi::FDFLAGS_ALL)?;
        let opened = GuestSlice::new(opened, 4)?;
        let path = GuestPath::new(path, path_len, Place::First)?;
        let base = base(fd)?;
        let number = descriptors::reserve()?;
        leave()?;
        let flags = descriptor_flags(rights_base, fdflags);
        // Bits of `open-flags` stand in the same order as those of `oflags`.
        let handle = filesystem::open_at(base, lookupflags, path.path, oflags, flags.into())?;
        let kind = match kind(handle, oflags) {
            Ok(kind) => kind,
            Err(errno) => {
                filesystem::drop_descriptor(handle);
                return Err(errno);
            }
        };
        let mut descriptor = Descriptor::of(kind, handle);
        if let Kind::File = descriptor.kind {
            descriptor.flags = fdflags as u8 & (abi::FDFLAGS_APPEND | abi::FDFLAGS_NONBLOCK);
        }
        // Hosts open for writing what they create or truncate, whatever the rights.
        descriptor.writable = flags & descriptor_flags::WRITE != 0
            || oflags & (abi::OFLAGS_CREAT | abi::OFLAGS_TRUNC) != 0;
        descriptors::put(number, descriptor);
        opened.set_u32(0, number);
        Ok(())
    })())
}
