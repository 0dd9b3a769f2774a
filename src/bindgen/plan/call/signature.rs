//! The core types of functions that a host calls or provides.

use crate::bindgen::plan::types::Flat;

/// The type of a core function.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoreSignature {
    /// Types of the parameters.
    pub params: Vec<Flat>,
    /// Types of the results.
    pub results: Vec<Flat>,
}

impl CoreSignature {
    /// A function with so many `i32` as parameters, and so many as results.
    pub fn words(params: usize, results: usize) -> CoreSignature {
        CoreSignature {
            params: vec![Flat::I32; params],
            results: vec![Flat::I32; results],
        }
    }
}
