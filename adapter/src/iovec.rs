//! The guest's vectors of buffers: `iovec` and `ciovec` arrays.

use crate::errno::Errno;
use crate::guest::GuestSlice;
use crate::staging;

/// Bytes of an `iovec`: address and length of a buffer.
const IOVEC: u32 = 8;

/// A walk along the buffers of a vector, and how many bytes of it are done.
pub struct Vectors {
    array: GuestSlice,
    /// Offset in `array` of the current buffer.
    at: u32,
    /// How far the current buffer is done.
    within: u32,
    /// Bytes of all buffers that the walk has not passed.
    left: u32,
    /// Bytes that the host has taken or given.
    pub done: u32,
}

/// What to transfer next.
pub enum Piece {
    /// One buffer of the guest, as it is.
    Direct(GuestSlice),
    /// Several buffers, together this many bytes, through the staging area.
    Staged(u32),
}

impl Vectors {
    /// Checks the array and its buffers. A buffer out of bounds behind good ones ends the vector before it, for
    /// what comes first can be transferred; `EFAULT` where nothing comes first.
    #[inline(never)]
    pub fn new(address: u32, count: u32) -> Result<Vectors, Errno> {
        let array = GuestSlice::array(address, count, IOVEC)?;
        let mut left = 0u32;
        let mut at = 0;
        while at < array.len() {
            let (start, len) = (array.u32(at), array.u32(at + 4));
            let sum = left.checked_add(len);
            match (GuestSlice::new(start, len), sum) {
                (Ok(_), Some(sum)) => left = sum,
                (Err(errno), _) if left == 0 => return Err(errno),
                _ => break,
            }
            at += IOVEC;
        }
        Ok(Vectors {
            array,
            at: 0,
            within: 0,
            left,
            done: 0,
        })
    }

    pub fn left(&self) -> u32 {
        self.left
    }

    /// The rest of the current buffer that is not empty. There is one while [`left`](Self::left) is not 0.
    fn current(&mut self) -> (u32, u32) {
        loop {
            let (start, len) = (self.array.u32(self.at), self.array.u32(self.at + 4));
            if len > self.within {
                return (start + self.within, len - self.within);
            }
            self.at += IOVEC;
            self.within = 0;
        }
    }

    /// Passes `len` bytes of the current buffer.
    pub fn advance(&mut self, len: u32) {
        self.within += len;
        self.left -= len;
    }

    /// The next piece, of at most `most` bytes: the current buffer as it is, where it is the only one left or large
    /// enough that copying it would cost more than a call of the host; else as many as the staging area holds.
    pub fn piece(&mut self, most: u32) -> Result<Piece, Errno> {
        const WORTH_A_CALL: u32 = 16384;
        let (start, len) = self.current();
        if len == self.left || (len >= WORTH_A_CALL && self.left > staging::SIZE) {
            return Ok(Piece::Direct(GuestSlice::new(start, len.min(most))?));
        }
        Ok(Piece::Staged(self.left.min(staging::SIZE).min(most)))
    }

    /// Copies the next `len` bytes of the guest's buffers to the staging area.
    #[inline(never)]
    pub fn gather(&mut self, len: u32) -> *const u8 {
        let mut copied = 0;
        while copied < len {
            let (start, room) = self.current();
            let part = room.min(len - copied);
            if let Ok(slice) = GuestSlice::new(start, part) {
                slice.read(0, unsafe { staging::area().add(copied as usize) }, part);
            }
            self.advance(part);
            copied += part;
        }
        staging::area()
    }

    /// Copies the first `len` bytes of the staging area to the guest's next buffers.
    pub fn scatter(&mut self, len: u32) {
        let mut copied = 0;
        while copied < len {
            let (start, room) = self.current();
            let part = room.min(len - copied);
            if let Ok(slice) = GuestSlice::new(start, part) {
                slice.write(0, unsafe { staging::area().add(copied as usize) }, part);
            }
            self.advance(part);
            copied += part;
        }
    }
}
