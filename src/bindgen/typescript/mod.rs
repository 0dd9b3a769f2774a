//! Declarations in TypeScript: a file for the module, one for each interface, and a host to fill in.

mod asynchronous;
mod declarations;
mod generics;
mod imports;
mod interface;
mod module;
mod scope;
mod stub;

pub use interface::declare;

use super::Files;
use super::plan::Plan;
use super::script::options::Options;
use interface::Declarations;

/// Adds `NAME.host.js`, an implementation of all imports in which every function throws.
pub fn stub(plan: &Plan, options: &Options, files: &mut Files) {
    let name = format!("{}.host.js", options.name);
    files.add(&name, Declarations::new(plan, options).stub().into_bytes());
}
