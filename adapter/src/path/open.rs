//! `path_open`.

use crate::abi::{self, rights};
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer};
use crate::guest::GuestSlice;
use crate::leave::leave;
use crate::path::{Place, find_path};
use crate::wasi::filesystem::{self, descriptor_flags, descriptor_type};

/// The `descriptor-flags` that rights and `fdflags` ask for.
fn descriptor_flags(rights_base: u64, fdflags: u32) -> u32 {
    let moved = |bits: u32, from: u32, to: u8| if bits & from != 0 { u32::from(to) } else { 0 };
    let rights = rights_base as u32;
    moved(rights, rights::FD_READ as u32, descriptor_flags::READ)
        | moved(rights, rights::FD_WRITE as u32, descriptor_flags::WRITE)
        | moved(
            fdflags,
            abi::FDFLAGS_SYNC.into(),
            descriptor_flags::FILE_INTEGRITY_SYNC,
        )
        | moved(
            fdflags,
            abi::FDFLAGS_DSYNC.into(),
            descriptor_flags::DATA_INTEGRITY_SYNC,
        )
        | moved(
            fdflags,
            abi::FDFLAGS_RSYNC.into(),
            descriptor_flags::REQUESTED_WRITE_SYNC,
        )
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
        find_path(Place::First, path, path_len)?;
        let base = base(fd)?;
        let number = descriptors::reserve()?;
        leave()?;
        let flags = descriptor_flags(rights_base, fdflags);
        // Bits of `open-flags` stand in the same order as those of `oflags`.
        let handle = filesystem::open_at(base, lookupflags, Place::First.path(), oflags, flags)?;
        let mut descriptor = Descriptor::of(Kind::Directory, handle);
        // Directory or file? Only the host knows, except where a directory was asked for.
        if oflags & abi::OFLAGS_DIRECTORY == 0 {
            if let Err(errno) = filesystem::get_type(handle) {
                filesystem::drop_descriptor(handle);
                return Err(errno);
            }
            if filesystem::found_type() != descriptor_type::DIRECTORY {
                descriptor.kind = Kind::File;
                descriptor.flags = fdflags as u8 & (abi::FDFLAGS_APPEND | abi::FDFLAGS_NONBLOCK);
            }
        }
        // Hosts open for writing what they create or truncate, whatever the rights.
        descriptor.writable = flags & u32::from(descriptor_flags::WRITE) != 0
            || oflags & (abi::OFLAGS_CREAT | abi::OFLAGS_TRUNC) != 0;
        descriptors::put(number, descriptor);
        opened.set_u32(0, number);
        Ok(())
    })())
}
