//! `environ_get` and `environ_sizes_get`. The variables are fetched once and kept.

use crate::errno::{Errno, answer};
use crate::single::Single;
use crate::strings::{self, HostString, store_sizes};
use crate::wasi::cli;

/// Names and values, once they were fetched.
static VARIABLES: Single<Option<&[(HostString, HostString)]>> = Single::new(None);

fn fetch() -> Result<(), Errno> {
    if VARIABLES.get().is_none() {
        let list = cli::variables()?;
        VARIABLES.set(Some(unsafe { list.as_slice() }));
    }
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn environ_sizes_get(count: u32, bytes: u32) -> u32 {
    answer((|| {
        fetch()?;
        let variables = VARIABLES.get().unwrap_or_default();
        // The `=` between name and value, and the NUL after it.
        let total = variables
            .iter()
            .map(|((_, name), (_, value))| u64::from(*name) + u64::from(*value) + 2)
            .sum();
        store_sizes(variables.len() as u32, total, count, bytes)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn environ_get(pointers: u32, bytes: u32) -> u32 {
    answer((|| {
        fetch()?;
        strings::begin(pointers, bytes);
        for (name, value) in VARIABLES.get().unwrap_or_default() {
            strings::start()?;
            strings::put(*name, b'=')?;
            strings::put(*value, 0)?;
        }
        Ok(())
    })())
}
