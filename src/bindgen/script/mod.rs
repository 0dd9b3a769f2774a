//! What JavaScript and its declarations in TypeScript have in common: options, names, and where imports come from.

pub mod casing;
pub mod import_sources;
pub mod literals;
pub mod numbers;
pub mod options;
