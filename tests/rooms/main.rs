//! The sources keep to the rules of the house: no rooms import each other in a circle, nothing is longer than one can take
//! in, `docs/architecture.md` shows what is there, and no type of another crate is in a public signature.

mod circles;
mod imports;
mod lengths;
mod page;
mod public;
mod sources;
