//! The last changes of a component: names of its imports, what it says about itself, and the main module's own bytes.

pub mod label;
pub mod metadata;
pub mod producers;
pub mod put_back;
