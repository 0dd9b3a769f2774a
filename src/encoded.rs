//! The result of a wrap: a component whose main module is still where it was read.

use crate::adapter::UsedAdapter;
use crate::finish::put_back::Piece;
use crate::warning::Warning;
use std::borrow::Cow;
use std::io::{self, Write};

/// A component that is not in one piece: most of it is the module that was wrapped, which was not copied.
///
/// [`write_to`](Encoded::write_to) copies each byte once, to where it is wanted.
#[derive(Debug)]
pub struct Encoded<'a> {
    module: Cow<'a, [u8]>,
    /// In what order the pieces follow each other; nothing if the skeleton is the whole component.
    pieces: Option<Vec<Piece>>,
    skeleton: Vec<u8>,
    adapter: Option<UsedAdapter>,
    warnings: Vec<Warning>,
}

impl<'a> Encoded<'a> {
    pub(crate) fn new(module: Cow<'a, [u8]>, pieces: Vec<Piece>, skeleton: Vec<u8>) -> Self {
        Encoded {
            module,
            pieces: Some(pieces),
            skeleton,
            adapter: None,
            warnings: Vec::new(),
        }
    }

    /// A component that is in one piece already.
    pub(crate) fn whole(component: Vec<u8>) -> Self {
        Encoded {
            module: Cow::Borrowed(&[]),
            pieces: None,
            skeleton: component,
            adapter: None,
            warnings: Vec::new(),
        }
    }

    /// Adds the adapter and the warnings.
    pub(crate) fn with(mut self, adapter: Option<UsedAdapter>, warnings: Vec<Warning>) -> Self {
        self.adapter = adapter;
        self.warnings = warnings;
        self
    }

    /// The built-in adapter, if it is in the component.
    pub fn adapter(&self) -> Option<&UsedAdapter> {
        self.adapter.as_ref()
    }

    /// What was left out or ignored, and may not have been meant.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let whole = match self.pieces {
            Some(_) => None,
            None => Some(self.skeleton.as_slice()),
        };
        let pieces = self.pieces.iter().flatten().map(|piece| match piece {
            Piece::Module(range) => &self.module[range.clone()],
            Piece::Made(bytes) => bytes.as_slice(),
        });
        whole.into_iter().chain(pieces)
    }

    /// The component's size in bytes.
    pub fn size(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Writes the component.
    ///
    /// # Errors
    ///
    /// Those of `output`.
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

    /// The component with a main module of the same imports and exports, but without its code and data: enough to read
    /// the component's type. A component that was linked is whole here.
    pub fn skeleton(&self) -> &[u8] {
        &self.skeleton
    }

    /// The module that was wrapped, in the binary format.
    pub(crate) fn module(&self) -> &[u8] {
        &self.module
    }
}
