//! The table as the guest sees it: `fd_close`, `fd_renumber`, `fd_prestat_get`, `fd_prestat_dir_name`.

use crate::abi;
use crate::descriptors::{self, Descriptor, Kind};
use crate::errno::{Errno, answer};
use crate::files;
use crate::guest::GuestSlice;
use crate::leave::leave;
use crate::stdio;

/// Drops what a descriptor holds of the host. The caller has checked [`leave`].
fn drop_handles(descriptor: &Descriptor) {
    match descriptor.kind {
        Kind::Stdin if descriptor.handle != 0 => _ = stdio::drop_input(descriptor.handle),
        Kind::Stdout | Kind::Stderr if descriptor.handle != 0 => {
            _ = stdio::drop_output(descriptor.handle)
        }
        Kind::Directory | Kind::File => _ = files::close(descriptor),
        Kind::Closed | Kind::Stdin | Kind::Stdout | Kind::Stderr => {}
    }
}

#[unsafe(no_mangle)]
extern "C" fn fd_close(fd: u32) -> u32 {
    answer((|| {
        let descriptor = descriptors::get(fd)?;
        leave()?;
        drop_handles(&descriptors::remove(fd, descriptor));
        Ok(())
    })())
}

/// Moves `from` to `to`, which is closed first. Both must be open.
#[unsafe(no_mangle)]
extern "C" fn fd_renumber(from: u32, to: u32) -> u32 {
    answer((|| {
        let target = descriptors::get(to)?;
        if from == to {
            return Ok(());
        }
        let source = descriptors::get(from)?;
        leave()?;
        drop_handles(target);
        *target = descriptors::remove(from, source);
        Ok(())
    })())
}

/// A preopened directory; `EBADF` if `fd` is closed, `otherwise` if it is anything else.
#[inline(always)]
fn preopened(fd: u32, otherwise: Errno) -> Result<&'static Descriptor, Errno> {
    let descriptor = descriptors::get(fd)?;
    if descriptor.name.start.is_null() {
        return Err(otherwise);
    }
    Ok(descriptor)
}

#[unsafe(no_mangle)]
extern "C" fn fd_prestat_get(fd: u32, prestat: u32) -> u32 {
    answer((|| {
        let prestat = GuestSlice::new(prestat, 8)?;
        let descriptor = preopened(fd, Errno::BADF)?;
        prestat.set_u8(0, abi::PREOPENTYPE_DIR);
        prestat.set_u32(4, descriptor.name.len);
        Ok(())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_prestat_dir_name(fd: u32, path: u32, path_len: u32) -> u32 {
    answer((|| {
        let name = preopened(fd, Errno::NOTDIR)?.name;
        if path_len < name.len {
            return Err(Errno::NAMETOOLONG);
        }
        GuestSlice::new(path, name.len)?.write(0, name.start, name.len);
        Ok(())
    })())
}
