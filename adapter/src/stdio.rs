//! Standard input, output and error.

use crate::descriptors::{Descriptor, Kind};
use crate::errno::{Errno, answer};
use crate::iovec::Vectors;
use crate::leave::leave;
use crate::staging;
use crate::stream;
use crate::wasi::cli::{self, Standard};
use crate::wasi::streams;

/// Asks the host for the stream of a standard descriptor when it is first needed.
pub fn connect(descriptor: &mut Descriptor) -> Result<(), Errno> {
    match descriptor.kind {
        Kind::Stdin => connect_input(descriptor),
        _ => connect_output(descriptor),
    }
}

fn connect_input(descriptor: &mut Descriptor) -> Result<(), Errno> {
    leave()?;
    if descriptor.handle == 0 {
        descriptor.handle = cli::stdin();
    }
    Ok(())
}

#[inline(always)]
fn connect_output(descriptor: &mut Descriptor) -> Result<(), Errno> {
    leave()?;
    if descriptor.handle == 0 {
        descriptor.handle = match descriptor.kind {
            Kind::Stdout => cli::stdout(),
            _ => cli::stderr(),
        };
    }
    Ok(())
}

/// Which standard stream this is, if it is one.
pub fn standard(kind: Kind) -> Option<Standard> {
    match kind {
        Kind::Stdin => Some(Standard::In),
        Kind::Stdout => Some(Standard::Out),
        Kind::Stderr => Some(Standard::Err),
        Kind::Closed | Kind::Directory | Kind::File => None,
    }
}

/// Reads what standard input has, at least one byte; 0 bytes at its end.
pub fn read(descriptor: &mut Descriptor, vectors: &mut Vectors) -> Result<(), Errno> {
    let most = vectors.left().min(staging::SIZE);
    if most == 0 {
        return Ok(());
    }
    connect_input(descriptor)?;
    let len = streams::blocking_read(descriptor.handle, staging::area(), most)?;
    vectors.scatter(len);
    vectors.done = len;
    Ok(())
}

/// Writes all of the guest's buffers to standard output or error.
#[unsafe(export_name = "cut:output/write")]
#[inline(never)]
pub extern "C" fn write(descriptor: &mut Descriptor, vectors: &mut Vectors) -> u32 {
    answer(connect_output(descriptor).and_then(|()| stream::write(descriptor.handle, vectors)))
}

/// Drops the stream of standard input. The caller has checked [`crate::leave::leave`].
#[unsafe(export_name = "cut:input/drop=0")]
#[inline(never)]
pub extern "C" fn drop_input(stream: u32) -> u32 {
    streams::drop_input(stream);
    0
}

/// Drops the stream of standard output or error. The caller has checked [`crate::leave::leave`].
#[unsafe(export_name = "cut:output/drop=0")]
#[inline(never)]
pub extern "C" fn drop_output(stream: u32) -> u32 {
    streams::drop_output(stream);
    0
}
