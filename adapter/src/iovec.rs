//! The guest's vectors of buffers: `iovec` and `ciovec` arrays.

use crate::errno::Errno;
use crate::guest::GuestSlice;
use crate::single::Single;
use crate::staging;

/// Bytes of an `iovec`: address and length of a buffer.
const IOVEC: u32 = 8;

/// A walk along the buffers of a vector, and how many bytes of it are done.
pub struct Vectors {
    /// The `iovec` after the current buffer's.
    at: u32,
    /// The rest of the current buffer.
    start: u32,
    len: u32,
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

/// Address and length of the buffer that the `iovec` at `address` describes.
#[inline(always)]
fn iovec(address: u32) -> (u32, u32) {
    let iovec = GuestSlice::checked(address, IOVEC);
    (iovec.u32(0), iovec.u32(4))
}

/// The one walk that is under way at a time.
static WALK: Single<Vectors> = Single::new(Vectors::NONE);

impl Vectors {
    const NONE: Vectors = Vectors {
        at: 0,
        start: 0,
        len: 0,
        left: 0,
        done: 0,
    };

    /// Starts a walk along a vector.
    #[inline(always)]
    pub fn of(address: u32, count: u32) -> Result<&'static mut Vectors, Errno> {
        let walk = unsafe { &mut *WALK.as_ptr() };
        walk.set(address, count)?;
        Ok(walk)
    }

    /// Checks the array and its buffers. The vector ends before the first buffer that is out of bounds, because the ones
    /// before it can be transferred; `EFAULT` if there are none before it.
    ///
    /// A buffer that overlaps the array ends the vector too, after it: what is read into such a buffer overwrites the
    /// array, so nothing may be looked up there afterwards.
    #[inline(never)]
    fn set(&mut self, address: u32, count: u32) -> Result<(), Errno> {
        *self = Vectors::NONE;
        let array = GuestSlice::array(address, count, IOVEC)?;
        self.at = array.address();
        // An array may end where a memory of 4 GiB does, so its elements are counted.
        for index in 0..count {
            let (start, len) = iovec(self.at + index * IOVEC);
            let checked = GuestSlice::here(start, len);
            let Some(sum) = self.left.checked_add(len) else {
                break;
            };
            if let Err(errno) = checked {
                if self.left == 0 {
                    return Err(errno);
                }
                break;
            }
            self.left = sum;
            if sum != 0 && array.overlaps(start, len) {
                break;
            }
        }
        Ok(())
    }

    pub fn left(&self) -> u32 {
        self.left
    }

    /// Goes on to the next buffer that is not empty, if the current one is passed. There is one while
    /// [`left`](Self::left) is not 0.
    #[inline(always)]
    fn settle(&mut self) {
        while self.len == 0 {
            (self.start, self.len) = iovec(self.at);
            self.at += IOVEC;
        }
    }

    /// Passes `len` bytes of the current buffer.
    pub fn advance(&mut self, len: u32) {
        self.start += len;
        self.len -= len;
        self.left -= len;
    }

    /// The next piece, of at most `most` bytes; none if nothing is left. It is the current buffer as it is, if that is the
    /// last one, if copying it would cost more than a call of the host, or if `single` asks for it. Otherwise it is as many
    /// buffers as the staging area holds.
    #[inline(always)]
    pub fn piece(&mut self, most: u32, single: bool) -> Piece {
        const WORTH_A_CALL: u32 = 16384;
        if self.left == 0 {
            return Piece::Staged(0);
        }
        self.settle();
        if single
            || self.len == self.left
            || (self.len >= WORTH_A_CALL && self.left > staging::SIZE)
        {
            return Piece::Direct(GuestSlice::checked(self.start, self.len.min(most)));
        }
        Piece::Staged(self.left.min(staging::SIZE).min(most))
    }

    /// How many of the next `len` bytes the current buffer takes, from its start on.
    #[inline(never)]
    fn next_part(&mut self, len: u32) -> u32 {
        self.settle();
        self.len.min(len)
    }

    /// Copies the next `len` bytes of the guest's buffers to the staging area.
    #[inline(never)]
    pub fn gather(&mut self, len: u32) -> *const u8 {
        let mut copied = 0;
        while copied < len {
            let part = self.next_part(len - copied);
            let staged = unsafe { staging::area().add(copied as usize) };
            GuestSlice::checked(self.start, part).read(0, staged, part);
            self.advance(part);
            copied += part;
        }
        staging::area()
    }

    /// Copies the first `len` bytes of the staging area to the guest's next buffers.
    #[inline(never)]
    pub fn scatter(&mut self, len: u32) {
        let mut copied = 0;
        while copied < len {
            let part = self.next_part(len - copied);
            let staged = unsafe { staging::area().add(copied as usize) };
            GuestSlice::checked(self.start, part).write(0, staged, part);
            self.advance(part);
            copied += part;
        }
    }
}
