//! What keeps a component from fitting a world.

use std::fmt;

/// What a message adds about an interface that is there in a compatible version, where only the same version counts.
pub(crate) const COMPATIBLE: &str = "which is a compatible version";

/// Why a component does not fit a world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", self.heading(), lines(.differences))]
#[non_exhaustive]
pub struct Misfit {
    /// The world's name.
    pub world: String,
    /// What is missing, what is extra, and what has another type; never empty.
    pub differences: Vec<Difference>,
}

impl Misfit {
    /// Whether there would be fewer differences if compatible versions of interfaces matched.
    pub fn has_compatible_versions(&self) -> bool {
        let mut texts = self.differences.iter().map(|difference| &difference.text);
        texts.any(|text| text.contains(COMPATIBLE))
    }

    /// The first line of the message, before the differences.
    pub fn heading(&self) -> String {
        format!("the component does not fit the world `{}`:", self.world)
    }
}

/// One thing that keeps a component from fitting a world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What kind of thing it is.
    pub kind: DifferenceKind,
    /// A sentence that says where, and what.
    pub text: String,
}

/// The ways in which a component can fail to fit a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The component lacks what the world asks for.
    Missing,
    /// The component needs what the world does not have.
    Extra,
    /// Both have it, with different types.
    Different,
}

impl DifferenceKind {
    /// `missing`, `extra` or `different`.
    pub fn as_str(self) -> &'static str {
        match self {
            DifferenceKind::Missing => "missing",
            DifferenceKind::Extra => "extra",
            DifferenceKind::Different => "different",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn lines(differences: &[Difference]) -> String {
    differences
        .iter()
        .map(|difference| format!("\n  {difference}"))
        .collect()
}
