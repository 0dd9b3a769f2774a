//! `wasi:random/random`.

use crate::errno::Errno;
use crate::leave::leave;
use crate::wasi::{lists, ret};

mod raw {
    #[link(wasm_import_module = "wasi:random/random@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-random-bytes"]
        pub fn get_random_bytes(len: u64, ret: *mut u8);
    }
}

/// Fills `len` bytes of private memory.
pub fn fill(into: *mut u8, len: u32) -> Result<(), Errno> {
    leave()?;
    lists::place_only(into, len as usize);
    unsafe { raw::get_random_bytes(len.into(), ret::area()) };
    lists::unplace();
    Ok(())
}
