//! `fd_seek` and `fd_tell`.

use crate::abi;
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;

/// An open file; `ESPIPE` for a standard stream, `EBADF` for a directory.
fn seekable(fd: u32) -> Result<&'static mut Descriptor, Errno> {
    let descriptor = descriptors::get(fd)?;
    match descriptor.kind {
        Kind::File => Ok(descriptor),
        Kind::Stdin | Kind::Stdout | Kind::Stderr => Err(Errno::SPIPE),
        Kind::Closed | Kind::Directory => Err(Errno::BADF),
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
                let mut size = 0;
                result(files::size(descriptor, &mut size))?;
                size
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
