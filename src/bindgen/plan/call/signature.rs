//! The core types of functions that a host calls or provides.

use super::Ending;
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{Trampoline, Transcode};

/// The type of a core function.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoreSignature {
    /// Types of the parameters.
    pub params: Vec<Flat>,
    /// Types of the results.
    pub results: Vec<Flat>,
}

impl CoreSignature {
    /// A function from and to so many `i32`.
    pub fn words(params: usize, results: usize) -> CoreSignature {
        CoreSignature {
            params: vec![Flat::I32; params],
            results: vec![Flat::I32; results],
        }
    }
}

impl Trampoline {
    /// The type that core modules import the function with.
    pub fn signature(&self) -> CoreSignature {
        let (params, results) = match self {
            Trampoline::LowerImport { call, .. } if call.ending == Ending::Suspend => {
                return CoreSignature {
                    params: call.signature.params.clone(),
                    results: vec![Flat::I32],
                };
            }
            Trampoline::LowerImport { call, .. } => return call.signature.clone(),
            Trampoline::Take { results } => {
                return CoreSignature {
                    params: Vec::new(),
                    results: results.clone(),
                };
            }
            Trampoline::Builtin { builtin, .. } => return builtin.signature(),
            Trampoline::Transcode { op, .. } => match op {
                Transcode::CopyUtf8
                | Transcode::CopyUtf16
                | Transcode::CopyLatin1
                | Transcode::Latin1ToUtf16 => (3, 0),
                Transcode::Latin1ToUtf8 | Transcode::Utf16ToUtf8 => (5, 2),
                Transcode::Utf16ToCompactProbablyUtf16 | Transcode::Utf8ToUtf16 => (3, 1),
                Transcode::Utf16ToCompactUtf16 | Transcode::Utf8ToCompactUtf16 => (5, 1),
                Transcode::Utf16ToLatin1 | Transcode::Utf8ToLatin1 => (3, 2),
            },
            Trampoline::ResourceNew { .. } | Trampoline::ResourceRep { .. } => (1, 1),
            Trampoline::ResourceDrop { .. } | Trampoline::Trap => (1, 0),
            Trampoline::TransferOwn | Trampoline::TransferBorrow => (3, 1),
            Trampoline::EnterCall => (3, 0),
            Trampoline::ExitCall | Trampoline::Wait => (0, 0),
        };
        CoreSignature::words(params, results)
    }
}
