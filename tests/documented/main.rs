//! The tables of docs/differences.md and docs/published-adapter.md, and the sizes in README's: each row is a case that
//! runs, so what the tables say is what happens. `BLESS=1` rewrites the tables after a change.

#[path = "../support/mod.rs"]
mod support;

mod differences;
#[path = "../expected/mod.rs"]
mod expected;
mod figures;
mod published;
mod solo;
mod table;
