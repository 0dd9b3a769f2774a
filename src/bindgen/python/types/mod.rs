//! Types: annotations, the classes of values, and Protocols of what a program provides.

pub mod annotations;
pub mod definitions;
pub mod imports;
pub mod protocols;
