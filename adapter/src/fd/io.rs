//! Reading and writing: `fd_read`, `fd_write`, `fd_pread`, `fd_pwrite`, `fd_sync`, `fd_datasync`, `fd_advise`,
//! `fd_allocate`.

use crate::abi;
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;
use crate::iovec::Vectors;
use crate::stdio;

/// Checks a vector and the place for the count, transfers, and stores how many bytes were.
#[inline(always)]
fn counted(
    fd: u32,
    vectors: u32,
    count: u32,
    transferred: u32,
    transfer: impl FnOnce(&mut Descriptor, &mut Vectors) -> Result<(), Errno>,
) -> u32 {
    answer((|| {
        let transferred = GuestSlice::new(transferred, 4)?;
        let mut vectors = Vectors::new(vectors, count)?;
        transfer(descriptors::get(fd)?, &mut vectors)?;
        transferred.set_u32(0, vectors.done);
        Ok(())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_read(fd: u32, iovs: u32, iovs_len: u32, nread: u32) -> u32 {
    counted(
        fd,
        iovs,
        iovs_len,
        nread,
        |descriptor, vectors| match descriptor.kind {
            Kind::Stdin => stdio::read(descriptor, vectors),
            Kind::File => {
                result(files::read(descriptor, vectors, descriptor.offset))?;
                move_offset(descriptor, vectors.done)
            }
            _ => Err(Errno::BADF),
        },
    )
}

#[unsafe(no_mangle)]
extern "C" fn fd_write(fd: u32, ciovs: u32, ciovs_len: u32, nwritten: u32) -> u32 {
    counted(
        fd,
        ciovs,
        ciovs_len,
        nwritten,
        |descriptor, vectors| match descriptor.kind {
            Kind::Stdout | Kind::Stderr => result(stdio::write(descriptor, vectors)),
            Kind::File if descriptor.flags & abi::FDFLAGS_APPEND != 0 => {
                result(files::append(descriptor, vectors))?;
                let mut size = 0;
                result(files::size(descriptor, &mut size))?;
                descriptor.offset = size;
                Ok(())
            }
            Kind::File => {
                result(files::write(descriptor, vectors, descriptor.offset))?;
                move_offset(descriptor, vectors.done)
            }
            _ => Err(Errno::BADF),
        },
    )
}

fn move_offset(descriptor: &mut Descriptor, by: u32) -> Result<(), Errno> {
    descriptor.offset = descriptor
        .offset
        .checked_add(by.into())
        .ok_or(Errno::OVERFLOW)?;
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn fd_pread(fd: u32, iovs: u32, iovs_len: u32, offset: u64, nread: u32) -> u32 {
    counted(
        fd,
        iovs,
        iovs_len,
        nread,
        |descriptor, vectors| match descriptor.kind {
            Kind::File => result(files::read(descriptor, vectors, offset)),
            Kind::Stdin => Err(Errno::SPIPE),
            _ => Err(Errno::BADF),
        },
    )
}

/// On a file opened for appending the offset does not count, as on Linux.
#[unsafe(no_mangle)]
extern "C" fn fd_pwrite(fd: u32, ciovs: u32, ciovs_len: u32, offset: u64, nwritten: u32) -> u32 {
    counted(
        fd,
        ciovs,
        ciovs_len,
        nwritten,
        |descriptor, vectors| match descriptor.kind {
            Kind::File if descriptor.flags & abi::FDFLAGS_APPEND != 0 => {
                result(files::append(descriptor, vectors))
            }
            Kind::File => result(files::write(descriptor, vectors, offset)),
            Kind::Stdout | Kind::Stderr => Err(Errno::SPIPE),
            _ => Err(Errno::BADF),
        },
    )
}

/// Does `operation` on an open file; `EBADF` for everything else.
fn on_file(fd: u32, operation: impl FnOnce(&mut Descriptor) -> u32) -> u32 {
    match descriptors::get(fd).and_then(files::file) {
        Ok(descriptor) => operation(descriptor),
        Err(errno) => errno.number(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn fd_sync(fd: u32) -> u32 {
    on_file(fd, |descriptor| files::sync(descriptor))
}

#[unsafe(no_mangle)]
extern "C" fn fd_datasync(fd: u32) -> u32 {
    on_file(fd, |descriptor| files::sync_data(descriptor))
}

#[unsafe(no_mangle)]
extern "C" fn fd_advise(fd: u32, offset: u64, len: u64, advice: u32) -> u32 {
    if let Err(errno) = abi::enumeration(advice, 0xff, abi::ADVICE_LAST) {
        return errno.number();
    }
    on_file(fd, |descriptor| {
        files::advise(descriptor, offset, len, advice)
    })
}

/// WASI 0.2 cannot allocate space.
#[unsafe(no_mangle)]
extern "C" fn fd_allocate(fd: u32, _offset: u64, _len: u64) -> u32 {
    on_file(fd, |_| Errno::NOTSUP.number())
}
