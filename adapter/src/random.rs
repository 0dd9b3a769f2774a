//! `random_get`.

use crate::errno::answer;
use crate::guest::GuestSlice;
use crate::staging;
use crate::wasi::random;

/// Fetched in pieces, because hosts limit what one call returns.
#[unsafe(no_mangle)]
extern "C" fn random_get(buffer: u32, len: u32) -> u32 {
    answer((|| {
        let buffer = GuestSlice::new(buffer, len)?;
        let mut done = 0;
        while done < len {
            let part = (len - done).min(staging::SIZE);
            random::fill(staging::area(), part)?;
            buffer.write(done, staging::area(), part);
            done += part;
        }
        Ok(())
    })())
}
