//! How component functions are called: everything that the canonical ABI decides about a call, decided once.
//!
//! For each lifted export and each lowered import there is one [`Call`]. Its parameters and its result are trees of
//! [`Value`]s whose leaves have a [`Place`]: a core value, or an offset in memory. Lifting reads the places in order and
//! makes a value of them; lowering takes a value apart and writes them in order. So a backend needs one function that
//! lifts a tree and one that lowers it, whatever the direction of the call and wherever the values are passed:
//!
//! ```text
//! func(user: record { id: u64, name: option<string> }) -> u32
//!
//! params  user: Fields
//!           id:   Integer { Slot 0, 64 bits }
//!           name: Choice { discriminant: Slot 1 }
//!                   some: Text { pointer: Slot 2, length: Slot 3 }
//! result  Integer { Slot 0, 32 bits }
//! ```
//!
//! In memory, types that are made of others are [`Routine`]s: a backend writes one function for each and calls it with
//! a pointer. Core values have other positions in each call and share no function, so there the tree goes on.
//!
//! The order of a call is the same in every language. A lifted function: enter, open the borrow scope, lower the
//! parameters, call, close the scope, lift the result, post-return, leave. A lowered import: test may-leave, lift the
//! parameters, call the host, end the lends, lower the result.

mod builder;
mod description;
mod passing;
mod places;
mod signature;
mod value;
mod views;

pub(super) use builder::{CallBuilder, Routines};
pub use description::*;
pub use signature::CoreSignature;
pub use value::*;
pub use views::MemoryView;
pub(super) use views::memory_views;

#[cfg(test)]
mod tests;
