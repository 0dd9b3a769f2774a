//! The result of a wrap: a component whose main module still stands where it was read.

use crate::splice::graft::Piece;
use std::borrow::Cow;
use std::io::{self, Write};

/// A component that is not in one piece: most of it is the module that was wrapped, which was not copied.
///
/// [`write_to`](Encoded::write_to) copies each byte once, to where it is wanted.
pub struct Encoded<'a> {
    module: Cow<'a, [u8]>,
    pieces: Vec<Piece>,
    outline: Vec<u8>,
}

impl<'a> Encoded<'a> {
    pub(crate) fn new(module: Cow<'a, [u8]>, pieces: Vec<Piece>, outline: Vec<u8>) -> Self {
        Encoded {
            module,
            pieces,
            outline,
        }
    }

    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Module(range) => &self.module[range.clone()],
            Piece::Made(bytes) => bytes.as_slice(),
        })
    }

    /// The component's size in bytes.
    pub fn size(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Writes the component.
    ///
    /// # Errors
    ///
    /// Whatever `output` says.
    pub fn write_to(&self, output: &mut impl Write) -> io::Result<()> {
        self.pieces().try_for_each(|piece| output.write_all(piece))
    }

    /// The component in one piece.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size());
        for piece in self.pieces() {
            bytes.extend_from_slice(piece);
        }
        bytes
    }

    /// The component with a main module of the same imports and exports, but without its code and data: enough for
    /// whoever wants to know the component's type.
    pub fn outline(&self) -> &[u8] {
        &self.outline
    }

    /// The module that was wrapped, in the binary format.
    pub(crate) fn module(&self) -> &[u8] {
        &self.module
    }
}
