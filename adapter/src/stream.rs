//! Writing to output streams: the standard ones, and those of files opened for appending.

use crate::errno::Errno;
use crate::iovec::Vectors;
use crate::staging;
use crate::wasi::streams::{self, BLOCKING_WRITE_MAX};

/// Writes all of the guest's buffers and waits until they are out.
///
/// One call of the host where they fit `blocking-write-and-flush`; beyond that, as few as `check-write` allows.
pub fn write(stream: u32, vectors: &mut Vectors) -> Result<(), Errno> {
    let total = vectors.left();
    if total > BLOCKING_WRITE_MAX {
        write_pieces(stream, vectors)?;
        streams::blocking_flush(stream)?;
    } else if total > 0 {
        streams::blocking_write_and_flush(stream, vectors.gather(total), total)?;
    }
    vectors.done = total;
    Ok(())
}

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
