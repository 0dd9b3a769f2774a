//! `proc_exit`, `proc_raise`, `sched_yield`, and the program's start.

use crate::abi;
use crate::errno::{Errno, answer};
use crate::wasi::cli;

mod main_module {
    #[link(wasm_import_module = "__main_module__")]
    unsafe extern "C" {
        #[link_name = "_start"]
        pub fn start();
    }
}

/// `wasi:cli/run`: a program that returns has succeeded; every other status comes through `proc_exit`.
#[unsafe(export_name = "wasi:cli/run@0.2.12#run")]
extern "C" fn run() -> u32 {
    unsafe { main_module::start() };
    0
}

/// The status arrives as it is. One that no byte can hold is 255: a failure must not become another number, or 0.
#[unsafe(no_mangle)]
extern "C" fn proc_exit(status: u32) -> ! {
    cli::exit_with_code(status.min(255) as u8);
    cli::exit(status != 0);
    core::arch::wasm32::unreachable()
}

/// WASI 0.2 has no signals.
#[unsafe(no_mangle)]
extern "C" fn proc_raise(signal: u32) -> u32 {
    answer(abi::enumeration(signal, 0xff, abi::SIGNAL_LAST).and(Err(Errno::NOTSUP)))
}

#[unsafe(no_mangle)]
extern "C" fn sched_yield() -> u32 {
    0
}
