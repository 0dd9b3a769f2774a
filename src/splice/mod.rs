//! What wit-component cannot do, done to the adapter that it is given and to the component that it makes.

mod capability;
pub mod graft;
mod late;
pub mod plan;
pub mod rewire;
pub mod shorten;
pub mod specialise;
mod trampoline;
