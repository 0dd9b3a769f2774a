//! `fd_seek` and `fd_tell`.

use crate::abi;
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;
use crate::wasi::filesystem;

/// An open file; `ESPIPE` for a standard stream, `EBADF` for a directory.
#[inline(always)]
fn seekable(fd: u32) -> Result<&'static mut Descriptor, Errno> {
    descriptors::entry(find_seekable(fd))
}

#[inline(never)]
fn find_seekable(fd: u32) -> u32 {
    match descriptors::get(fd) {
        Ok(descriptor) => match descriptor.kind {
            Kind::File => (&raw const *descriptor) as u32,
            Kind::Stdin | Kind::Stdout | Kind::Stderr => Errno::SPIPE.number(),
            Kind::Closed | Kind::Directory => Errno::BADF.number(),
        },
        Err(errno) => errno.number(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn fd_seek(fd: u32, by: i64, whence: u32, offset: u32) -> u32 {
    answer((|| {
        abi::enumeration(whence, 0xff, abi::WHENCE_END)?;
        let offset = GuestSlice::new(offset, 8)?;
        let descriptor = seekable(fd)?;
        let base = match whence {
            abi::WHENCE_SET => 0,
            abi::WHENCE_CUR => descriptor.offset,
            _ => {
                result(files::size(descriptor))?;
                filesystem::found_size()
            }
        };
        descriptor.offset = base.checked_add_signed(by).ok_or(Errno::INVAL)?;
        offset.set_u64(0, descriptor.offset);
        Ok(())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_tell(fd: u32, offset: u32) -> u32 {
    answer((|| {
        let offset = GuestSlice::new(offset, 8)?;
        offset.set_u64(0, seekable(fd)?.offset);
        Ok(())
    })())
}
