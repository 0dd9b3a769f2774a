//! `wasi:io/poll`. The caller has checked [`crate::leave::leave`].

use crate::wasi::{lists, ret};

mod raw {
    #[link(wasm_import_module = "wasi:io/poll@0.2.12")]
    unsafe extern "C" {
        #[link_name = "poll"]
        pub fn poll(pollables: *const u32, count: u32, ret: *mut u8);
        #[link_name = "[resource-drop]pollable"]
        pub fn drop(pollable: u32);
    }
}

/// Waits until one of the pollables is ready. Writes the indices of those that are to `ready`, which has room
/// for `count`, and returns how many they are: at most `count`, and no index is that large.
pub fn poll(pollables: *const u32, count: u32, ready: *mut u32) -> u32 {
    lists::place(ready.cast(), count as usize * 4);
    unsafe { raw::poll(pollables, count, ret::area()) };
    lists::unplace();
    ret::u32(4)
}

pub fn drop(pollable: u32) {
    unsafe { raw::drop(pollable) }
}
