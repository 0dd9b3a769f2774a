//! `args_get` and `args_sizes_get`. The arguments are fetched once and kept.

use crate::errno::{Errno, answer};
use crate::single::Single;
use crate::strings::{self, HostString, store_sizes};
use crate::wasi::cli;

/// The arguments, once they were fetched.
static ARGUMENTS: Single<Option<&[HostString]>> = Single::new(None);

fn fetch() -> Result<(), Errno> {
    if ARGUMENTS.get().is_none() {
        let list = cli::arguments()?;
        ARGUMENTS.set(Some(unsafe { list.as_slice() }));
    }
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn args_sizes_get(count: u32, bytes: u32) -> u32 {
    answer((|| {
        fetch()?;
        let arguments = ARGUMENTS.get().unwrap_or_default();
        let total = arguments.iter().map(|(_, len)| u64::from(*len) + 1).sum();
        store_sizes(arguments.len() as u32, total, count, bytes)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn args_get(pointers: u32, bytes: u32) -> u32 {
    answer((|| {
        fetch()?;
        strings::begin(pointers, bytes);
        for argument in ARGUMENTS.get().unwrap_or_default() {
            strings::start()?;
            strings::put(*argument, 0)?;
        }
        Ok(())
    })())
}
