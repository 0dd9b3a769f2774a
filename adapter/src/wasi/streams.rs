//! `wasi:io/streams` and `wasi:io/error`. Handles are owned by the caller.

use crate::errno::{self, Errno};
use crate::guest::{BorrowedReturn, GuestSlice};
use crate::wasi::{filesystem, lists, ret};

mod raw {
    #[link(wasm_import_module = "wasi:io/streams@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]input-stream.blocking-read"]
        pub fn blocking_read(stream: u32, len: u64, ret: *mut u8);
        #[link_name = "[method]input-stream.subscribe"]
        pub fn subscribe_input(stream: u32) -> u32;
        #[link_name = "[resource-drop]input-stream"]
        pub fn drop_input(stream: u32);
        #[link_name = "[method]output-stream.check-write"]
        pub fn check_write(stream: u32, ret: *mut u8);
        #[link_name = "[method]output-stream.write"]
        pub fn write(stream: u32, bytes: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]output-stream.blocking-write-and-flush"]
        pub fn blocking_write_and_flush(stream: u32, bytes: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]output-stream.blocking-flush"]
        pub fn blocking_flush(stream: u32, ret: *mut u8);
        #[link_name = "[method]output-stream.subscribe"]
        pub fn subscribe_output(stream: u32) -> u32;
        #[link_name = "[resource-drop]output-stream"]
        pub fn drop_output(stream: u32);
    }
}

/// With the guest's memory as its own: the buffer is passed as it is. Addresses are the guest's.
mod on_guest_memory {
    #[link(wasm_import_module = "on-guest-memory:wasi:io/streams@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]output-stream.blocking-write-and-flush"]
        pub fn blocking_write_and_flush(stream: u32, bytes: u32, len: u32, ret: u32);
    }
}

mod error {
    #[link(wasm_import_module = "wasi:io/error@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[resource-drop]error"]
        pub fn drop(error: u32);
    }
}

/// The case of `stream-error` that says that the stream has ended.
const CLOSED: u8 = 1;

/// The errno of the `stream-error` at `payload` of the return area, if the result there is one.
#[inline(never)]
fn check(payload: usize) -> Result<(), Errno> {
    if ret::u8(0) == 0 {
        return Ok(());
    }
    failed(ret::u8(payload), ret::u32(payload + 4))
}

/// The errno of a `stream-error`: its case, and the error in `last-operation-failed`. A closed stream is an I/O error
/// for everything but reading.
#[inline(never)]
fn failed(case: u8, error: u32) -> Result<(), Errno> {
    if case == CLOSED {
        return Err(Errno::IO);
    }
    let number = error_number(error);
    unsafe { error::drop(error) };
    errno::result(number)
}

/// What the filesystem knows of a stream's error.
#[unsafe(export_name = "cut:files/stream-error=29")]
#[inline(never)]
extern "C" fn error_number(error: u32) -> u32 {
    errno::answer(Err(filesystem::stream_errno(error)))
}

/// Waits for at least one byte and reads at most `len` into private memory. Returns how many; none when the
/// stream has ended.
pub fn blocking_read(stream: u32, into: *mut u8, len: u32) -> Result<u32, Errno> {
    lists::place(into, len as usize);
    unsafe { raw::blocking_read(stream, len.into(), ret::area()) };
    lists::unplace();
    if ret::u8(0) != 0 && ret::u8(4) == CLOSED {
        return Ok(0);
    }
    check(4)?;
    Ok(lists::returned(into, len))
}

/// How many bytes may be written without blocking.
pub fn check_write(stream: u32) -> Result<u64, Errno> {
    unsafe { raw::check_write(stream, ret::area()) };
    check(8)?;
    Ok(ret::u64(8))
}

/// Writes no more than the last [`check_write`] allowed.
pub fn write(stream: u32, bytes: *const u8, len: u32) -> Result<(), Errno> {
    unsafe { raw::write(stream, bytes, len, ret::area()) };
    check(4)
}

/// The host traps on more than this many bytes in one `blocking-write-and-flush`.
pub const BLOCKING_WRITE_MAX: u32 = 4096;

pub fn blocking_write_and_flush(stream: u32, bytes: *const u8, len: u32) -> Result<(), Errno> {
    unsafe { raw::blocking_write_and_flush(stream, bytes, len, ret::area()) };
    check(4)
}

/// [`blocking_write_and_flush`] of the guest's `buffer`. Nothing is copied.
pub fn blocking_write_and_flush_guest(
    stream: u32,
    buffer: GuestSlice,
    borrowed: BorrowedReturn,
) -> Result<(), Errno> {
    let (address, len) = (buffer.address(), buffer.len());
    unsafe {
        on_guest_memory::blocking_write_and_flush(stream, address, len, borrowed.address());
    }
    // result<_, stream-error>: case at 0, the error's case at 4, the error at 8.
    let [cases, error] = borrowed.take();
    if cases as u8 == 0 {
        return Ok(());
    }
    failed((cases >> 32) as u8, error as u32)
}

pub fn blocking_flush(stream: u32) -> Result<(), Errno> {
    unsafe { raw::blocking_flush(stream, ret::area()) };
    check(4)
}

pub fn subscribe_input(stream: u32) -> u32 {
    unsafe { raw::subscribe_input(stream) }
}

pub fn subscribe_output(stream: u32) -> u32 {
    unsafe { raw::subscribe_output(stream) }
}

pub fn drop_input(stream: u32) {
    unsafe { raw::drop_input(stream) }
}

pub fn drop_output(stream: u32) {
    unsafe { raw::drop_output(stream) }
}
