//! `wasi:cli`: environment, exit, standard streams, terminals.

use crate::errno::Errno;
use crate::leave::leave;
use crate::wasi::ret;

mod environment {
    #[link(wasm_import_module = "wasi:cli/environment@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-arguments"]
        pub fn get_arguments(ret: *mut u8);
        #[link_name = "get-environment"]
        pub fn get_environment(ret: *mut u8);
    }
}

mod exit {
    #[link(wasm_import_module = "wasi:cli/exit@0.2.12")]
    unsafe extern "C" {
        #[link_name = "exit"]
        pub fn exit(status: u32);
        #[link_name = "exit-with-code"]
        pub fn exit_with_code(code: u32);
    }
}

mod stdin {
    #[link(wasm_import_module = "wasi:cli/stdin@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-stdin"]
        pub fn get() -> u32;
    }
}

mod stdout {
    #[link(wasm_import_module = "wasi:cli/stdout@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-stdout"]
        pub fn get() -> u32;
    }
}

mod stderr {
    #[link(wasm_import_module = "wasi:cli/stderr@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-stderr"]
        pub fn get() -> u32;
    }
}

mod terminal_stdin {
    #[link(wasm_import_module = "wasi:cli/terminal-stdin@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stdin"]
        pub fn get(ret: *mut u8);
    }
}

mod terminal_stdout {
    #[link(wasm_import_module = "wasi:cli/terminal-stdout@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stdout"]
        pub fn get(ret: *mut u8);
    }
}

mod terminal_stderr {
    #[link(wasm_import_module = "wasi:cli/terminal-stderr@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stderr"]
        pub fn get(ret: *mut u8);
    }
}

mod terminal_input {
    #[link(wasm_import_module = "wasi:cli/terminal-input@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[resource-drop]terminal-input"]
        pub fn drop(handle: u32);
    }
}

mod terminal_output {
    #[link(wasm_import_module = "wasi:cli/terminal-output@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[resource-drop]terminal-output"]
        pub fn drop(handle: u32);
    }
}

/// A list that the host returned: its first element, and how many there are.
pub struct List {
    pub elements: *mut u8,
    pub count: u32,
}

impl List {
    /// The list as a slice.
    ///
    /// # Safety
    ///
    /// Its elements are of this type and stay where they are.
    #[inline(always)]
    pub unsafe fn as_slice<T>(&self) -> &'static [T] {
        unsafe { core::slice::from_raw_parts(self.elements.cast(), self.count as usize) }
    }
}

fn returned_list() -> List {
    List {
        elements: ret::pointer(0),
        count: ret::u32(4),
    }
}

/// `list<string>`: pairs of pointer and length.
pub fn arguments() -> Result<List, Errno> {
    leave()?;
    unsafe { environment::get_arguments(ret::area()) };
    Ok(returned_list())
}

/// `list<tuple<string, string>>`: pairs of strings.
pub fn variables() -> Result<List, Errno> {
    leave()?;
    unsafe { environment::get_environment(ret::area()) };
    Ok(returned_list())
}

/// Ends the program with this status. Returns where the host is older than the function.
pub fn exit_with_code(code: u8) {
    #[unsafe(export_name = "cut:exit-with-code/exit")]
    #[inline(never)]
    extern "C" fn exit(code: u32) -> u32 {
        unsafe { exit::exit_with_code(code) };
        0
    }
    exit(code.into());
}

/// Ends the program with success or failure. Returns where [`exit_with_code`] is there.
pub fn exit(failure: bool) {
    #[unsafe(export_name = "cut:exit/exit")]
    #[inline(never)]
    extern "C" fn exit(failure: u32) -> u32 {
        unsafe { exit::exit(failure) };
        0
    }
    exit(failure.into());
}

/// The standard streams. The caller has checked [`leave`].
pub fn stdin() -> u32 {
    unsafe { stdin::get() }
}

pub fn stdout() -> u32 {
    unsafe { stdout::get() }
}

pub fn stderr() -> u32 {
    unsafe { stderr::get() }
}

/// The three standard streams, by their preview1 numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    In,
    Out,
    Err,
}

/// Whether this standard stream is a terminal.
pub fn is_terminal(stream: Standard) -> Result<bool, Errno> {
    leave()?;
    unsafe {
        match stream {
            Standard::In => terminal_stdin::get(ret::area()),
            Standard::Out => terminal_stdout::get(ret::area()),
            Standard::Err => terminal_stderr::get(ret::area()),
        }
        let some = ret::u8(0) != 0;
        if some {
            match stream {
                Standard::In => terminal_input::drop(ret::u32(4)),
                Standard::Out | Standard::Err => terminal_output::drop(ret::u32(4)),
            }
        }
        Ok(some)
    }
}
