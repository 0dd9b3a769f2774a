//! The functions of preview1 that take an open file descriptor.

pub mod dir;
pub mod io;
pub mod manage;
pub mod seek;
pub mod stat;
