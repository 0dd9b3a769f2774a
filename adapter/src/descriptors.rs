//! The table of preview1 file descriptors.

use crate::errno::{self, Errno};
use crate::heap;
use crate::leave::leave;
use crate::listing::Listing;
use crate::single::Single;
use crate::wasi::filesystem::{self, Path};

/// What a file descriptor stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Closed = 0,
    Stdin,
    Stdout,
    Stderr,
    Directory,
    /// Everything that is opened by a path and is not a directory.
    File,
}

/// One entry of the table. All bytes zero is a closed one.
#[derive(Clone, Copy)]
pub struct Descriptor {
    pub kind: Kind,
    /// preview1's `fdflags` of a file: APPEND and NONBLOCK.
    pub flags: u8,
    /// Whether a file was opened for writing.
    pub writable: bool,
    /// What the host once said and will not change: see [`crate::fd::stat`].
    pub known: Known,
    /// The `wasi:io/streams` stream of a standard stream, 0 until it is first used; else the
    /// `wasi:filesystem/types.descriptor`.
    pub handle: u32,
    /// A file opened for appending: its stream, 0 until it is first used.
    pub append_stream: u32,
    /// Where a file is read and written next.
    pub offset: u64,
    /// A directory that has been read: its entries.
    pub listing: *mut Listing,
    /// A preopened directory: its name; null otherwise.
    pub name: Path,
}

/// Answers of the host that are kept.
#[derive(Clone, Copy)]
pub struct Known {
    pub yes: bool,
    /// preview1's `filetype`.
    pub file_type: u8,
    /// `descriptor-flags`.
    pub flags: u8,
}

impl Descriptor {
    pub const CLOSED: Descriptor = Descriptor {
        kind: Kind::Closed,
        flags: 0,
        writable: false,
        known: Known {
            yes: false,
            file_type: 0,
            flags: 0,
        },
        handle: 0,
        append_stream: 0,
        offset: 0,
        listing: core::ptr::null_mut(),
        name: Path {
            start: core::ptr::null(),
            len: 0,
        },
    };

    /// A descriptor of the filesystem.
    pub fn of(kind: Kind, handle: u32) -> Descriptor {
        Descriptor {
            kind,
            handle,
            ..Descriptor::CLOSED
        }
    }
}

/// Descriptors live in chunks of 256, so that none ever moves; the first chunk is static.
const CHUNK: u32 = 256;
/// The most descriptors that can be open at once; `EMFILE` beyond.
const LIMIT: u32 = 65536;

static FIRST: Single<[Descriptor; CHUNK as usize]> =
    Single::new([Descriptor::CLOSED; CHUNK as usize]);
static LATER: Single<[*mut Descriptor; (LIMIT / CHUNK) as usize]> =
    Single::new([core::ptr::null_mut(); (LIMIT / CHUNK) as usize]);

/// No descriptor below this one is closed.
static LOWEST: Single<u32> = Single::new(0);

/// Whether the standard streams, and the preopened directories, are in the table.
static STANDARD: Single<bool> = Single::new(false);
static PREOPENED: Single<bool> = Single::new(false);

/// Where `fd` lies; null if its chunk was never needed. A result of two words would need a frame in every caller.
#[inline(never)]
fn slot(fd: u32) -> *mut Descriptor {
    let chunk = match fd < CHUNK {
        true => FIRST.as_ptr().cast(),
        false => later_chunk(fd),
    };
    if chunk.is_null() {
        return chunk;
    }
    unsafe { chunk.add((fd % CHUNK) as usize) }
}

/// The chunk that `fd` lies in, after the first one; only opening files can need it.
#[unsafe(export_name = "cut:files/later-slot=0")]
#[inline(never)]
extern "C" fn later_chunk(fd: u32) -> *mut Descriptor {
    if fd >= LIMIT {
        return core::ptr::null_mut();
    }
    unsafe {
        *LATER
            .as_ptr()
            .cast::<*mut Descriptor>()
            .add((fd / CHUNK) as usize)
    }
}

/// The open descriptor `fd`; `EBADF` if it is closed.
#[inline(always)]
pub fn get(fd: u32) -> Result<&'static mut Descriptor, Errno> {
    entry(find(fd))
}

/// The descriptor at an address, or the errno that stands for one: a function that is called from many places returns
/// one word, and no static lies as low as the largest errno.
#[inline(always)]
pub fn entry(found: u32) -> Result<&'static mut Descriptor, Errno> {
    match Errno::from_number(found) {
        Some(errno) if found < 256 => Err(errno),
        _ => Ok(unsafe { &mut *(found as *mut Descriptor) }),
    }
}

/// The address of the open descriptor `fd`, or an errno.
#[inline(never)]
fn find(fd: u32) -> u32 {
    if !STANDARD.get() {
        STANDARD.set(true);
        let first = FIRST.as_ptr().cast::<Descriptor>();
        unsafe {
            (*first).kind = Kind::Stdin;
            (*first.add(1)).kind = Kind::Stdout;
            (*first.add(2)).kind = Kind::Stderr;
        }
    }
    if fd >= 3 && !PREOPENED.get() {
        let errno = preopen();
        if errno != 0 {
            return errno;
        }
        PREOPENED.set(true);
    }
    let slot = slot(fd);
    if slot.is_null() || unsafe { (*slot).kind } == Kind::Closed {
        return Errno::BADF.number();
    }
    slot as u32
}

/// Puts the preopened directories into the table, from 3 on in the host's order, with their names.
#[unsafe(export_name = "cut:files/preopen=0")]
#[inline(never)]
extern "C" fn preopen() -> u32 {
    errno::answer((|| {
        leave()?;
        let directories = filesystem::directories()?;
        let triples = directories.elements.cast::<(u32, *const u8, u32)>();
        for index in 0..directories.count {
            let (handle, start, len) = unsafe { *triples.add(index as usize) };
            let mut descriptor = Descriptor::of(Kind::Directory, handle);
            descriptor.name = Path { start, len };
            *entry(slot_or_chunk(3 + index))? = descriptor;
        }
        Ok(())
    })())
}

/// [`slot`], with its chunk made if need be; for [`entry`].
fn slot_or_chunk(fd: u32) -> u32 {
    let slot = slot(fd);
    if !slot.is_null() {
        return slot as u32;
    }
    if fd >= LIMIT {
        return Errno::MFILE.number();
    }
    let chunk = heap::keep(
        CHUNK as usize * size_of::<Descriptor>(),
        align_of::<Descriptor>(),
    );
    if chunk.is_null() {
        return Errno::NOMEM.number();
    }
    let chunk = chunk.cast::<Descriptor>();
    unsafe {
        *LATER
            .as_ptr()
            .cast::<*mut Descriptor>()
            .add((fd / CHUNK) as usize) = chunk;
        chunk.add((fd % CHUNK) as usize) as u32
    }
}

/// The lowest number that is closed, ready to be [`put`]; `EMFILE` or `ENOMEM` if there is none.
pub fn reserve() -> Result<u32, Errno> {
    let mut fd = LOWEST.get();
    loop {
        if entry(slot_or_chunk(fd))?.kind == Kind::Closed {
            LOWEST.set(fd);
            return Ok(fd);
        }
        fd += 1;
    }
}

/// Fills the entry of a number that was reserved.
pub fn put(fd: u32, descriptor: Descriptor) {
    let slot = slot(fd);
    if !slot.is_null() {
        unsafe { *slot = descriptor };
    }
}

/// Takes `descriptor` out of the table; it is closed from now on.
pub fn remove(fd: u32, descriptor: &mut Descriptor) -> Descriptor {
    if fd < LOWEST.get() {
        LOWEST.set(fd);
    }
    core::mem::replace(descriptor, Descriptor::CLOSED)
}
