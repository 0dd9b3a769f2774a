//! WASI preview1 on WASI 0.2, in a memory of its own.
//!
//! One exported function for each of preview1's 46, under its own name. The guest's memory is reached only
//! through [`guest`]; everything else here (stack, statics, heap) lives in the private memory, which is the
//! only one that Rust knows. The link step in `link/` turns the accesses of [`guest`] into instructions on a
//! second memory:
//!
//! ```wat
//! (call $guest.load32 (local.get $p))                     ;; as rustc leaves it
//! (i32.load $guest (local.get $p))                        ;; as it is shipped
//! ```
//!
//! A function whose export is named `cut:<capability>/<name>` is the only way into a capability. When a module
//! is wrapped that cannot reach the capability, such a function's body becomes a constant (8, `EBADF`, or what
//! follows `=`), and all that it called is pruned, down to the component's imports.

#![no_std]

mod abi;
mod args;
mod clock;
mod descriptors;
mod environ;
mod errno;
mod fd;
mod files;
mod guest;
mod heap;
mod iovec;
mod leave;
mod listing;
mod path;
mod poll;
mod proc;
mod random;
mod single;
mod sock;
mod staging;
mod stdio;
mod stream;
mod strings;
mod wasi;

/// No code here panics on purpose; a bound that the compiler could not prove ends the program.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
