//! Operations on descriptors of files and directories: the entry points of the `files` capability, for functions
//! that standard streams have as well.
//!
//! Each function here is cut where the guest cannot open a file. `errno` numbers are returned as they are, for
//! a cut function is a number.

use crate::abi;
use crate::descriptors::{Descriptor, Kind};
use crate::errno::{Errno, answer};
use crate::guest::BorrowedReturn;
use crate::iovec::{Piece, Vectors};
use crate::leave::leave;
use crate::listing::Listing;
use crate::staging;
use crate::stream;
use crate::wasi::filesystem;
use crate::wasi::streams;

/// The most that hosts read in one call: a longer answer would be cut by them anyway.
const READ_MAX: u32 = 65536;
/// The most that is written in one call: hosts limit the bytes of a call's arguments, and trap above that.
const WRITE_MAX: u32 = 16 << 20;

/// Fills the guest's buffers from `offset` on, until the file ends.
#[unsafe(export_name = "cut:files/read")]
#[inline(never)]
pub extern "C" fn read(descriptor: &Descriptor, vectors: &mut Vectors, offset: u64) -> u32 {
    answer(transfer(vectors, |vectors, at| {
        read_piece(descriptor.handle, vectors, offset.wrapping_add(at))
    }))
}

/// [`read`] at the file's own offset, which moves on.
#[unsafe(export_name = "cut:files/read-on")]
#[inline(never)]
pub extern "C" fn read_on(descriptor: &mut Descriptor, vectors: &mut Vectors) -> u32 {
    match read(descriptor, vectors, descriptor.offset) {
        0 => move_offset(descriptor, vectors.done),
        errno => errno,
    }
}

fn move_offset(descriptor: &mut Descriptor, by: u32) -> u32 {
    match descriptor.offset.checked_add(by.into()) {
        Some(offset) => {
            descriptor.offset = offset;
            0
        }
        None => Errno::OVERFLOW.number(),
    }
}

/// Writes the guest's buffers from `offset` on; to the end of a file opened for appending, whatever the offset, as
/// Linux does.
#[unsafe(export_name = "cut:files/write")]
#[inline(never)]
pub extern "C" fn write(descriptor: &mut Descriptor, vectors: &mut Vectors, offset: u64) -> u32 {
    if !descriptor.writable {
        return Errno::BADF.number();
    }
    if descriptor.flags & abi::FDFLAGS_APPEND != 0 {
        return answer(append(descriptor, vectors));
    }
    answer(transfer(vectors, |vectors, at| {
        write_piece(descriptor.handle, vectors, offset.wrapping_add(at))
    }))
}

/// [`write`] at the file's own offset, which moves on; after an append, to the end of the file.
#[unsafe(export_name = "cut:files/write-on")]
#[inline(never)]
pub extern "C" fn write_on(descriptor: &mut Descriptor, vectors: &mut Vectors) -> u32 {
    match write(descriptor, vectors, descriptor.offset) {
        0 if descriptor.flags & abi::FDFLAGS_APPEND != 0 => {
            // The bytes are written even if the size cannot be found. The offset stays then.
            if size(descriptor) == 0 {
                descriptor.offset = filesystem::found_size();
            }
            0
        }
        0 => move_offset(descriptor, vectors.done),
        errno => errno,
    }
}

/// Moves piece after piece until one is short. An error after the first piece is left for the next call to find.
fn transfer(
    vectors: &mut Vectors,
    mut piece: impl FnMut(&mut Vectors, u64) -> Result<Moved, Errno>,
) -> Result<(), Errno> {
    leave()?;
    loop {
        match piece(vectors, vectors.done.into()) {
            Ok(moved) => {
                vectors.done += moved.len;
                if moved.len < moved.asked || vectors.left() == 0 {
                    return Ok(());
                }
            }
            Err(_) if vectors.done > 0 => return Ok(()),
            Err(errno) => return Err(errno),
        }
    }
}

/// How many bytes a call of the host was asked to move, and did.
struct Moved {
    asked: u32,
    len: u32,
}

/// Whether several buffers together may pass the largest offset, though the first of them alone does not. Hosts refuse such
/// a call.
fn at_the_last(offset: u64) -> bool {
    offset > i64::MAX as u64 - u64::from(staging::SIZE)
}

fn read_piece(fd: u32, vectors: &mut Vectors, offset: u64) -> Result<Moved, Errno> {
    let asked = match vectors.piece(READ_MAX, at_the_last(offset)) {
        Piece::Direct(buffer) => {
            let asked = buffer.len();
            if let Some(borrowed) = BorrowedReturn::beside(buffer) {
                let len = filesystem::read_guest(fd, buffer, offset, borrowed)?;
                vectors.advance(len);
                return Ok(Moved { asked, len });
            }
            asked
        }
        // Of nothing at all, the host still says whether the file can be read.
        Piece::Staged(asked) => asked,
    };
    let len = filesystem::read(fd, staging::area(), asked, offset)?;
    vectors.scatter(len);
    Ok(Moved { asked, len })
}

fn write_piece(fd: u32, vectors: &mut Vectors, offset: u64) -> Result<Moved, Errno> {
    let asked = match vectors.piece(WRITE_MAX, at_the_last(offset)) {
        Piece::Direct(buffer) => {
            if let Some(borrowed) = BorrowedReturn::beside(buffer) {
                let asked = buffer.len();
                let len = filesystem::write_guest(fd, buffer, offset, borrowed)?;
                vectors.advance(len);
                return Ok(Moved { asked, len });
            }
            buffer.len().min(staging::SIZE)
        }
        Piece::Staged(asked) => asked,
    };
    let len = filesystem::write(fd, vectors.gather(asked), asked, offset)?;
    Ok(Moved { asked, len })
}

/// Writes the guest's buffers to the end of the file, as it is at that moment.
fn append(descriptor: &mut Descriptor, vectors: &mut Vectors) -> Result<(), Errno> {
    leave()?;
    if descriptor.append_stream == 0 {
        descriptor.append_stream = filesystem::append_via_stream(descriptor.handle)?;
    }
    let written = stream::write(descriptor.append_stream, vectors);
    if written.is_err() {
        // A stream that failed once stays closed; the next write starts afresh.
        drop_append_stream(descriptor.append_stream);
        descriptor.append_stream = 0;
    }
    written
}

/// Finds the file's size, for [`filesystem::found_size`].
#[unsafe(export_name = "cut:files/size")]
#[inline(never)]
pub extern "C" fn size(descriptor: &Descriptor) -> u32 {
    answer(leave().and_then(|()| filesystem::stat(descriptor.handle)))
}

/// Drops all that a file or directory holds of the host.
#[unsafe(export_name = "cut:files/close")]
#[inline(never)]
pub extern "C" fn close(descriptor: &Descriptor) -> u32 {
    if descriptor.append_stream != 0 {
        drop_append_stream(descriptor.append_stream);
    }
    Listing::free(descriptor.listing);
    filesystem::drop_descriptor(descriptor.handle);
    0
}

#[unsafe(export_name = "cut:files/advise")]
#[inline(never)]
pub extern "C" fn advise(descriptor: &Descriptor, offset: u64, len: u64, advice: u32) -> u32 {
    answer(leave().and_then(|()| filesystem::advise(descriptor.handle, offset, len, advice)))
}

#[unsafe(export_name = "cut:files/sync")]
#[inline(never)]
pub extern "C" fn sync(descriptor: &Descriptor) -> u32 {
    answer(leave().and_then(|()| filesystem::sync(descriptor.handle)))
}

#[unsafe(export_name = "cut:files/sync-data")]
#[inline(never)]
pub extern "C" fn sync_data(descriptor: &Descriptor) -> u32 {
    answer(leave().and_then(|()| filesystem::sync_data(descriptor.handle)))
}

#[unsafe(export_name = "cut:files/set-size")]
#[inline(never)]
pub extern "C" fn set_size(descriptor: &Descriptor, size: u64) -> u32 {
    answer(leave().and_then(|()| filesystem::set_size(descriptor.handle, size)))
}

/// Sets the times that [`abi::new_times`] found.
#[unsafe(export_name = "cut:files/set-times")]
#[inline(never)]
pub extern "C" fn set_times(descriptor: &Descriptor) -> u32 {
    let times = abi::found_times();
    answer(
        leave().and_then(|()| {
            filesystem::set_times(descriptor.handle, &times.accessed, &times.modified)
        }),
    )
}

/// Only a module that writes to files ever has a stream for appending.
#[unsafe(export_name = "cut:append/drop-stream=0")]
#[inline(never)]
extern "C" fn drop_append_stream(stream: u32) -> u32 {
    streams::drop_output(stream);
    0
}

/// Stops appending: what is written from now on goes to the offset.
pub fn stop_appending(descriptor: &mut Descriptor) -> Result<(), Errno> {
    if descriptor.append_stream != 0 {
        leave()?;
        drop_append_stream(descriptor.append_stream);
        descriptor.append_stream = 0;
    }
    Ok(())
}

/// The open file that a descriptor stands for; `EBADF` for everything else.
pub fn file(descriptor: &mut Descriptor) -> Result<&mut Descriptor, Errno> {
    match descriptor.kind {
        Kind::File => Ok(descriptor),
        _ => Err(Errno::BADF),
    }
}

/// The open directory that a descriptor stands for; `EBADF` for everything else.
pub fn directory(descriptor: &mut Descriptor) -> Result<&mut Descriptor, Errno> {
    match descriptor.kind {
        Kind::Directory => Ok(descriptor),
        _ => Err(Errno::BADF),
    }
}
