//! The four functions of sockets. No descriptor here is one, so an open one is `ENOTSOCK`.

use crate::abi;
use crate::descriptors;
use crate::errno::{Errno, answer};

fn no_socket(fd: u32) -> Result<(), Errno> {
    descriptors::get(fd)?;
    Err(Errno::NOTSOCK)
}

#[unsafe(no_mangle)]
extern "C" fn sock_accept(fd: u32, flags: u32, _accepted: u32) -> u32 {
    answer(abi::flags(flags, 0xffff, abi::FDFLAGS_ALL).and_then(|()| no_socket(fd)))
}

#[unsafe(no_mangle)]
extern "C" fn sock_recv(
    fd: u32,
    _iovs: u32,
    _iovs_len: u32,
    flags: u32,
    _received: u32,
    _ro_flags: u32,
) -> u32 {
    answer(abi::flags(flags, 0xffff, abi::RIFLAGS_ALL).and_then(|()| no_socket(fd)))
}

#[unsafe(no_mangle)]
extern "C" fn sock_send(fd: u32, _ciovs: u32, _ciovs_len: u32, flags: u32, _sent: u32) -> u32 {
    answer(abi::flags(flags, 0xffff, abi::SIFLAGS_ALL).and_then(|()| no_socket(fd)))
}

#[unsafe(no_mangle)]
extern "C" fn sock_shutdown(fd: u32, how: u32) -> u32 {
    answer(abi::flags(how, 0xff, abi::SDFLAGS_ALL).and_then(|()| no_socket(fd)))
}
