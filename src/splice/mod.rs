//! What wit-component cannot do, done to the component that it made.

mod capability;
mod late;
pub mod specialise;
