//! `environ_get` and `environ_sizes_get`. The variables are fetched once and kept.

use crate::errno::{Errno, answer};
use crate::single::Single;
use crate::strings::{HostString, StringTable, store_sizes};
use crate::wasi::cli;

/// Names and values, once they were fetched.
static VARIABLES: Single<Option<&'static [(HostString, HostString)]>> = Single::new(None);

fn variables() -> Result<&'static [(HostString, HostString)], Errno> {
    if let Some(variables) = VARIABLES.get() {
        return Ok(variables);
    }
    let list = cli::variables()?;
    let variables =
        unsafe { core::slice::from_raw_parts(list.elements.cast(), list.count as usize) };
    VARIABLES.set(Some(variables));
    Ok(variables)
}

#[unsafe(no_mangle)]
extern "C" fn environ_sizes_get(count: u32, bytes: u32) -> u32 {
    answer((|| {
        let variables = variables()?;
        // The `=` between name and value, and the NUL behind.
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
        let mut table = StringTable::new(pointers, bytes);
        for (name, value) in variables()? {
            table.start()?;
            table.put(*name, b'=')?;
            table.put(*value, 0)?;
        }
        Ok(())
    })())
}
