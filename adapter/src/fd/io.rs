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
    vectors: (u32, u32),
    transferred: u32,
    transfer: impl FnOnce(&mut Descriptor, &mut Vectors) -> u32,
) -> u32 {
    answer((|| {
        let transferred = GuestSlice::here(transferred, 4)?;
        let buffers = Vectors::of(vectors.0, vectors.1)?;
        result(transfer(descriptors::get(fd)?, buffers))?;
        transferred.set_u32(0, buffers.done);
        Ok(())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_read(fd: u32, iovs: u32, iovs_len: u32, nread: u32) -> u32 {
    counted(
        fd,
        (iovs, iovs_len),
        nread,
        |descriptor, vectors| match descriptor.kind {
            Kind::Stdin => answer(stdio::read(descriptor, vectors)),
            Kind::File => files::read_on(descriptor, vectors),
            _ => Errno::BADF.number(),
        },
    )
}

#[unsafe(no_mangle)]
extern "C" fn fd_write(fd: u32, ciovs: u32, ciovs_len: u32, nwritten: u32) -> u32 {
    counted(
        fd,
        (ciovs, ciovs_len),
        nwritten,
        |descriptor, vectors| match descriptor.kind {
            Kind::Stdout | Kind::Stderr => stdio::write(descriptor, vectors),
            Kind::File => files::write_on(descriptor, vectors),
            _ => Errno::BADF.number(),
        },
    )
}

#[unsafe(no_mangle)]
extern "C" fn fd_pread(fd: u32, iovs: u32, iovs_len: u32, offset: u64, nread: u32) -> u32 {
    counted(
        fd,
        (iovs, iovs_len),
        nread,
        |descriptor, vectors| match descriptor.kind {
            Kind::File => files::read(descriptor, vectors, offset),
            Kind::Stdin => Errno::SPIPE.number(),
            _ => Errno::BADF.number(),
        },
    )
}

#[unsafe(no_mangle)]
extern "C" fn fd_pwrite(fd: u32, ciovs: u32, ciovs_len: u32, offset: u64, nwritten: u32) -> u32 {
    counted(
        fd,
        (ciovs, ciovs_len),
        nwritten,
        |descriptor, vectors| match descriptor.kind {
            Kind::File => files::write(descriptor, vectors, offset),
            Kind::Stdout | Kind::Stderr => Errno::SPIPE.number(),
            _ => Errno::BADF.number(),
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
