//! Numbers and layouts of preview1, from `wasi_snapshot_preview1.witx`, and how its arguments are checked.

use crate::errno::Errno;
use crate::single::Single;
use crate::wasi::clocks;
use crate::wasi::filesystem::{NewTimestamp, descriptor_type, new_timestamp};

pub const CLOCK_REALTIME: u32 = 0;
pub const CLOCK_MONOTONIC: u32 = 1;
pub const CLOCK_LAST: u32 = 3;

pub const WHENCE_SET: u32 = 0;
pub const WHENCE_CUR: u32 = 1;
pub const WHENCE_END: u32 = 2;

pub const ADVICE_LAST: u32 = 5;
pub const SIGNAL_LAST: u32 = 30;

pub const PREOPENTYPE_DIR: u8 = 0;

pub const FILETYPE_UNKNOWN: u8 = 0;
pub const FILETYPE_BLOCK_DEVICE: u8 = 1;
pub const FILETYPE_CHARACTER_DEVICE: u8 = 2;
pub const FILETYPE_DIRECTORY: u8 = 3;
pub const FILETYPE_REGULAR_FILE: u8 = 4;
pub const FILETYPE_SOCKET_STREAM: u8 = 6;
pub const FILETYPE_SYMBOLIC_LINK: u8 = 7;

pub const FDFLAGS_APPEND: u8 = 1;
pub const FDFLAGS_DSYNC: u8 = 2;
pub const FDFLAGS_NONBLOCK: u8 = 4;
pub const FDFLAGS_RSYNC: u8 = 8;
pub const FDFLAGS_SYNC: u8 = 16;
pub const FDFLAGS_ALL: u32 = 31;

pub const LOOKUPFLAGS_ALL: u32 = 1;

pub const OFLAGS_CREAT: u32 = 1;
pub const OFLAGS_DIRECTORY: u32 = 2;
pub const OFLAGS_TRUNC: u32 = 8;
pub const OFLAGS_ALL: u32 = 15;

pub const EVENTTYPE_CLOCK: u8 = 0;
pub const EVENTTYPE_FD_READ: u8 = 1;
pub const EVENTTYPE_FD_WRITE: u8 = 2;
pub const EVENTRWFLAGS_HANGUP: u64 = 1;
pub const SUBCLOCKFLAGS_ABSTIME: u16 = 1;

/// The flags of `sock_recv` and `sock_send`, which take any and use none, and of `sock_shutdown`.
pub const RIFLAGS_ALL: u32 = 3;
pub const SIFLAGS_ALL: u32 = 0xffff;
pub const SDFLAGS_ALL: u32 = 3;

/// ATIM, ATIM_NOW, MTIM and MTIM_NOW.
const FSTFLAGS_ALL: u32 = 15;

/// preview1's `rights`, which only say what an open call asks for and what `fd_fdstat_get` reports.
pub mod rights {
    pub const FD_READ: u64 = 1 << 1;
    pub const FD_SEEK: u64 = 1 << 2;
    pub const FD_WRITE: u64 = 1 << 6;
    pub const FD_READDIR: u64 = 1 << 14;
    pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
    pub const FD_FILESTAT_SET_SIZE: u64 = 1 << 22;
    pub const ALL: u64 = (1 << 30) - 1;

    /// What a preopened directory may do: the path functions (bits 9 to 18 and 20), reading its own status and
    /// setting its times (21, 23), and making and removing names (24 to 26).
    pub const PREOPEN: u64 = 0x3ff << 9 | 0b11 << 20 | 0b1111 << 23;
    /// What is opened below may in addition read, write, seek and sync (bits 0 to 8), change its size and be polled.
    pub const PREOPEN_INHERITING: u64 = PREOPEN | 0x1ff | FD_FILESTAT_SET_SIZE | 1 << 27;
}

/// Checks an argument of an enumeration that is `mask` wide: `EOVERFLOW` for what does not fit, `EINVAL` for a
/// number past the last case.
pub fn enumeration(value: u32, mask: u32, last: u32) -> Result<(), Errno> {
    if value & !mask != 0 {
        return Err(Errno::OVERFLOW);
    }
    if value > last {
        return Err(Errno::INVAL);
    }
    Ok(())
}

/// Checks an argument of flags that are `mask` wide.
pub fn flags(value: u32, mask: u32, all: u32) -> Result<(), Errno> {
    if value & !mask != 0 {
        return Err(Errno::OVERFLOW);
    }
    if value & !all != 0 {
        return Err(Errno::INVAL);
    }
    Ok(())
}

/// Checks `lookupflags`, whose 32 bits are taken from a signed argument.
pub fn lookupflags(value: u32) -> Result<(), Errno> {
    flags(value, 0x7fff_ffff, LOOKUPFLAGS_ALL)
}

pub fn rights(value: u64) -> Result<(), Errno> {
    if value & !rights::ALL != 0 {
        return Err(Errno::INVAL);
    }
    Ok(())
}

/// What `fstflags` ask for: the two bits of one time, for it and for now. Both together are `EINVAL`.
fn set_timestamp(timestamp: &mut NewTimestamp, time: u64, bits: u32) -> Result<(), Errno> {
    let (seconds, nanoseconds) = clocks::datetime(time);
    timestamp.seconds = seconds;
    timestamp.nanoseconds = nanoseconds;
    timestamp.case = match bits {
        0 => new_timestamp::NO_CHANGE,
        1 => new_timestamp::TIMESTAMP,
        2 => new_timestamp::NOW,
        _ => return Err(Errno::INVAL),
    };
    Ok(())
}

/// New times of access and modification.
#[derive(Clone, Copy)]
pub struct NewTimes {
    pub accessed: NewTimestamp,
    pub modified: NewTimestamp,
}

static NEW_TIMES: Single<NewTimes> = {
    const ZERO: NewTimestamp = NewTimestamp {
        seconds: 0,
        nanoseconds: 0,
        case: 0,
    };
    Single::new(NewTimes {
        accessed: ZERO,
        modified: ZERO,
    })
};

/// The new times of access and modification that `fstflags` ask for; see [`found_times`].
#[inline(never)]
pub fn new_times(accessed: u64, modified: u64, fstflags: u32) -> Result<(), Errno> {
    flags(fstflags, 0xffff, FSTFLAGS_ALL)?;
    let times = unsafe { &mut *NEW_TIMES.as_ptr() };
    set_timestamp(&mut times.accessed, accessed, fstflags & 3)?;
    set_timestamp(&mut times.modified, modified, fstflags >> 2)
}

/// What the last [`new_times`] found.
pub fn found_times() -> &'static NewTimes {
    unsafe { &*NEW_TIMES.as_ptr() }
}

/// The `filetype` of a `descriptor-type`; preview1 has none for a FIFO.
///
/// A list of half bytes, since the adapter has no tables; the host has checked that there is such a type.
pub fn file_type(kind: u8) -> u8 {
    const TYPES: u32 = (FILETYPE_BLOCK_DEVICE as u32) << (4 * descriptor_type::BLOCK_DEVICE)
        | (FILETYPE_CHARACTER_DEVICE as u32) << (4 * descriptor_type::CHARACTER_DEVICE)
        | (FILETYPE_DIRECTORY as u32) << (4 * descriptor_type::DIRECTORY)
        | (FILETYPE_SYMBOLIC_LINK as u32) << (4 * descriptor_type::SYMBOLIC_LINK)
        | (FILETYPE_REGULAR_FILE as u32) << (4 * descriptor_type::REGULAR_FILE)
        | (FILETYPE_SOCKET_STREAM as u32) << (4 * descriptor_type::SOCKET);
    (TYPES.wrapping_shr(4 * u32::from(kind)) & 15) as u8
}
