//! The name of one import or export, with the interface that it names.

use super::interface::{InterfaceName, NotAnInterface};
use super::label::{Label, NotALabel};
use std::fmt;

/// The name of an import or export, and the interface that it implements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// An interface under its own name: `wasi:keyvalue/store@0.2.0`.
    Interface(InterfaceName),
    /// An interface under a label: `primary (implements "wasi:keyvalue/store@0.2.0")`.
    Labelled(Label, InterfaceName),
    /// A label alone, for a function, a type, or an interface that has no name.
    Plain(Label),
}

/// The text is not a valid name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadName {
    /// The label is not valid.
    #[error(transparent)]
    Label(#[from] NotALabel),
    /// The interface is not valid.
    #[error(transparent)]
    Interface(#[from] NotAnInterface),
}

impl Name {
    /// An interface under its own name.
    pub fn interface(interface: &str) -> Result<Name, BadName> {
        Ok(Name::Interface(interface.parse()?))
    }

    /// An interface under a label.
    pub fn labelled(label: &str, interface: &str) -> Result<Name, BadName> {
        Ok(Name::Labelled(label.parse()?, interface.parse()?))
    }

    /// A label alone.
    pub fn plain(label: &str) -> Result<Name, BadName> {
        Ok(Name::Plain(label.parse()?))
    }

    /// The name of an import or export of a component, and the value of its `implements` attribute if it has one.
    pub fn of(name: &str, implements: Option<&str>) -> Result<Name, BadName> {
        match implements {
            Some(interface) => Name::labelled(name, interface),
            None if name.contains(':') => Name::interface(name),
            None => Name::plain(name),
        }
    }

    /// The label, unless the interface has its own name.
    pub fn label(&self) -> Option<&Label> {
        match self {
            Name::Interface(_) => None,
            Name::Labelled(label, _) | Name::Plain(label) => Some(label),
        }
    }

    /// The interface that is implemented, if one is named.
    pub fn implements(&self) -> Option<&InterfaceName> {
        match self {
            Name::Interface(interface) | Name::Labelled(_, interface) => Some(interface),
            Name::Plain(_) => None,
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Interface(interface) => write!(f, "`{interface}`"),
            Name::Labelled(label, interface) => write!(f, "`{label}` (implements `{interface}`)"),
            Name::Plain(label) => write!(f, "`{label}`"),
        }
    }
}
