//! The messages of panics. The library turns most panics into errors, which are then printed; the hook prints nothing itself.

use std::panic;
use std::sync::{Mutex, PoisonError};

static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps the message and the place of each panic from now on, instead of printing them.
pub fn keep() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("no message");
        // The npm package is built without the lines of the sources, which are many bytes.
        let place = panic.location().filter(|place| place.line() > 0);
        let place = place.map(|place| format!(" at {place}"));
        let text = format!(": {message}{}", place.unwrap_or_default());
        // Where a panic ends the process, nothing prints it later.
        #[cfg(panic = "abort")]
        super::console::print(&format!("error: {}", report(&text)));
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

/// What the last panic said, and where; empty if there was none.
#[cfg(not(target_family = "wasm"))]
pub fn last() -> String {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// What the user reads about a panic.
pub fn report(what: &str) -> String {
    format!("internal error{what}; please report it, with the input and the arguments")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_is_kept_with_its_place() {
        let ours = std::panic::take_hook();
        super::keep();
        let result = std::panic::catch_unwind(|| panic!("about {}", 7));
        std::panic::set_hook(ours);
        assert!(result.is_err());
        let last = super::last();
        assert!(
            last.starts_with(": about 7 at src/cli/panics.rs:"),
            "{last}"
        );
    }
}
