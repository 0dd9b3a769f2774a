//! Writing to output streams: the standard ones, and those of files opened for appending.

use crate::errno::{Errno, answer, result};
use crate::guest::BorrowedReturn;
use crate::iovec::{Piece, Vectors};
use crate::staging;
use crate::wasi::streams::{self, BLOCKING_WRITE_MAX};

/// Writes all of the guest's buffers and waits until they are out.
///
/// One call of the host where they fit `blocking-write-and-flush`; beyond that, as few as `check-write` allows. An error
/// is returned even after accepted pieces: what a stream has accepted may never have been written.
#[inline(always)]
pub fn write(stream: u32, vectors: &mut Vectors) -> Result<(), Errno> {
    let total = vectors.left();
    if total > BLOCKING_WRITE_MAX {
        write_pieces(stream, vectors)?;
        streams::blocking_flush(stream)?;
    } else if total > 0 {
        write_at_once(stream, vectors, total)?;
    }
    vectors.done = total;
    Ok(())
}

/// Writes what fits one call: a single buffer as it is, several by way of the staging area.
fn write_at_once(stream: u32, vectors: &mut Vectors, total: u32) -> Result<(), Errno> {
    let direct = write_direct(stream, vectors);
    if direct == NOT_DIRECT {
        return streams::blocking_write_and_flush(stream, vectors.gather(total), total);
    }
    result(direct)
}

/// What [`write_direct`] returns when it has done nothing.
const NOT_DIRECT: u32 = u32::MAX;

/// Writes a single buffer from where it is.
///
/// This way of writing is 600 bytes of code. In a component that writes to files in the same way it is only a few, so a small
/// program without files copies instead.
#[unsafe(export_name = "cut:direct-output/write=-1")]
#[inline(never)]
extern "C" fn write_direct(stream: u32, vectors: &mut Vectors) -> u32 {
    if let Piece::Direct(buffer) = vectors.piece(BLOCKING_WRITE_MAX, false)
        && let Some(borrowed) = BorrowedReturn::beside(buffer)
    {
        return answer(streams::blocking_write_and_flush_guest(
            stream, buffer, borrowed,
        ));
    }
    NOT_DIRECT
}

#[inline(never)]
fn write_pieces(stream: u32, vectors: &mut Vectors) -> Result<(), Errno> {
    while vectors.left() > 0 {
        let left = vectors.left().min(staging::SIZE);
        let permitted = streams::check_write(stream)?;
        if permitted == 0 {
            // Nothing may be written just now: the blocking function waits, without a pollable.
            let len = left.min(BLOCKING_WRITE_MAX);
            streams::blocking_write_and_flush(stream, vectors.gather(len), len)?;
        } else {
            let len = u64::from(left).min(permitted) as u32;
            streams::write(stream, vectors.gather(len), len)?;
        }
    }
    Ok(())
}
