//! `args_get` and `args_sizes_get`. The arguments are fetched once and kept.

use crate::errno::{Errno, answer};
use crate::single::Single;
use crate::strings::{HostString, StringTable, store_sizes};
use crate::wasi::cli;

/// The arguments, once they were fetched.
static ARGUMENTS: Single<Option<&'static [HostString]>> = Single::new(None);

fn arguments() -> Result<&'static [HostString], Errno> {
    if let Some(arguments) = ARGUMENTS.get() {
        return Ok(arguments);
    }
    let list = cli::arguments()?;
    let arguments =
        unsafe { core::slice::from_raw_parts(list.elements.cast(), list.count as usize) };
    ARGUMENTS.set(Some(arguments));
    Ok(arguments)
}

#[unsafe(no_mangle)]
extern "C" fn args_sizes_get(count: u32, bytes: u32) -> u32 {
    answer((|| {
        let arguments = arguments()?;
        let total = arguments.iter().map(|(_, len)| u64::from(*len) + 1).sum();
        store_sizes(arguments.len() as u32, total, count, bytes)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn args_get(pointers: u32, bytes: u32) -> u32 {
    answer((|| {
        let mut table = StringTable::new(pointers, bytes);
        for argument in arguments()? {
            table.start()?;
            table.put(*argument, 0)?;
        }
        Ok(())
    })())
}
