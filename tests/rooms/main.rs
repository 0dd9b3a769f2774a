//! The sources keep to the rules of the house: no rooms import each other in a circle, nothing is longer than one can take
//! in, `docs/architecture.md` shows what is there, no type of another crate is in a public signature, and a word that several
//! rooms use means one thing.

mod circles;
mod imports;
mod lengths;
mod page;
mod public;
mod sources;
mod words;
