//! Which custom sections of the module stay out of the component.

use std::fmt;
use std::str::FromStr;

/// Which custom sections do not go into the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strip {
    /// All of them, names and producers included, except the list of dependencies that auditing tools read, `.dep-v0`.
    All,
    /// Debug information and where to find it; names stay.
    Debug,
}

impl fmt::Display for Strip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Strip::All => "all",
            Strip::Debug => "debug",
        })
    }
}

/// The text does not say what to leave out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected `all` or `debug` but found `{0}`")]
pub struct UnknownStrip(String);

impl FromStr for Strip {
    type Err = UnknownStrip;

    fn from_str(text: &str) -> Result<Self, UnknownStrip> {
        [Strip::All, Strip::Debug]
            .into_iter()
            .find(|strip| strip.to_string() == text)
            .ok_or_else(|| UnknownStrip(text.to_string()))
    }
}

impl Strip {
    /// Whether a section of this name is left out.
    pub(super) fn takes(self, name: &str) -> bool {
        match self {
            Strip::All => name != ".dep-v0",
            Strip::Debug => {
                name.starts_with(".debug")
                    || name.starts_with("reloc..debug")
                    || matches!(name, "sourceMappingURL" | "external_debug_info")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Strip;

    #[test]
    fn what_auditing_tools_read_stays() {
        for strip in [Strip::All, Strip::Debug] {
            assert!(!strip.takes(".dep-v0") && strip.takes(".debug_info"));
            assert_eq!(strip.to_string().parse(), Ok(strip));
        }
        assert!(Strip::All.takes("name") && !Strip::Debug.takes("name"));
    }
}
