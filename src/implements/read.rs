//! The names of a component, read from its own sections and checked.
//!
//! Only the outermost component's import and export sections are read; nested modules and components are skipped,
//! so that the time does not depend on their size.

use super::label::Label;
use super::name::{BadName, Name};
use std::fmt;
use std::ops::Range;
use wasmparser::names::{ComponentName, ComponentNameKind};
use wasmparser::{Chunk, ComponentExternName, ComponentExternalKind, Encoding, Parser, Payload};

/// What a component imports and exports.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Names {
    /// The imports, in order.
    pub imports: Vec<NamedItem>,
    /// The exports, in order.
    pub exports: Vec<NamedItem>,
}

/// One import or export.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NamedItem {
    /// The name. Names of a resource's functions are not labels; they are kept in [`text`](NamedItem::text) alone.
    pub name: Option<Name>,
    /// The name as it is written, with its version in full.
    pub text: String,
    /// What the name is given to.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
    /// The `external-id` attribute, which names the item in another system.
    pub external_id: Option<String>,
}

/// What a name is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A core module.
    Module,
    /// A function.
    Function,
    /// A value.
    Value,
    /// A type.
    Type,
    /// An instance: an interface's functions and types.
    Instance,
    /// A component.
    Component,
}

/// Which side of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// What it needs.
    Import,
    /// What it gives.
    Export,
}

/// Where in a component a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Import or export.
    pub direction: Direction,
    /// Its number among the imports, or among the exports.
    pub index: usize,
    /// The offset of the entry from the start of the file, in bytes.
    pub offset: u64,
}

/// A component whose names break the rules, or that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejected {
    /// The bytes are not a component.
    #[error("expected a component in the binary format but found {found}")]
    NotAComponent {
        /// What it is.
        found: &'static str,
    },
    /// The binary format is broken.
    #[error("the component is malformed at byte {offset:#x}: {message}")]
    Malformed {
        /// The offset from the start of the file, in bytes.
        offset: u64,
        /// What is wrong.
        message: String,
    },
    /// Two imports, or two exports, have one name.
    #[error("{place}: `{label}` is the name of {first} already: give each its own label")]
    Duplicate {
        /// The second one.
        place: Place,
        /// Its name.
        label: String,
        /// The first one.
        first: Place,
    },
    /// The name, or the interface that it says to implement, is not valid.
    #[error("{place}: {error}")]
    BadName {
        /// Where it stands.
        place: Place,
        /// What is wrong with it.
        error: BadName,
    },
    /// Something that is not an instance has the attribute `implements`.
    #[error(
        "{place}: `{label}` says that it implements `{interface}`, but it is {kind}: only an instance can"
    )]
    NotAnInstance {
        /// Where it stands.
        place: Place,
        /// Its name.
        label: String,
        /// The interface in its `implements`.
        interface: String,
        /// What it is.
        kind: Kind,
    },
}

impl Names {
    /// Reads the names of a component in the binary format.
    ///
    /// # Errors
    ///
    /// Two imports or two exports with one name, a label not in kebab case, `implements` on something that is
    /// not an instance, and an `implements` that does not name an interface are [`Rejected`] with their place.
    pub fn read(component: &[u8]) -> Result<Names, Rejected> {
        let mut names = Names::default();
        let mut parser = Parser::new(0);
        let mut at = 0;
        while at < component.len() {
            let chunk = parser.parse(&component[at..], true).map_err(malformed)?;
            let Chunk::Parsed { consumed, payload } = chunk else {
                break;
            };
            at += consumed;
            match payload {
                Payload::Version {
                    encoding: Encoding::Module,
                    ..
                } => {
                    return Err(Rejected::NotAComponent {
                        found: "a core module",
                    });
                }
                Payload::ComponentImportSection(section) => names.import_section(section)?,
                Payload::ComponentExportSection(section) => names.export_section(section)?,
                Payload::ModuleSection {
                    unchecked_range, ..
                }
                | Payload::ComponentSection {
                    unchecked_range, ..
                } => {
                    at = step_over(&unchecked_range, at, component.len())?;
                }
                Payload::End(_) => break,
                _ => {}
            }
        }
        Ok(names)
    }

    /// Takes in the entries of an import section.
    pub(crate) fn import_section(
        &mut self,
        section: wasmparser::ComponentImportSectionReader<'_>,
    ) -> Result<(), Rejected> {
        for import in section.into_iter_with_offsets() {
            let (offset, import) = import.map_err(malformed)?;
            let place = Place {
                direction: Direction::Import,
                index: self.imports.len(),
                offset,
            };
            let item = NamedItem::new(&import.name, kind(import.ty.kind()), place)?;
            item.check_unique(&self.imports)?;
            self.imports.push(item);
        }
        Ok(())
    }

    /// Takes in the entries of an export section.
    pub(crate) fn export_section(
        &mut self,
        section: wasmparser::ComponentExportSectionReader<'_>,
    ) -> Result<(), Rejected> {
        for export in section.into_iter_with_offsets() {
            let (offset, export) = export.map_err(malformed)?;
            let place = Place {
                direction: Direction::Export,
                index: self.exports.len(),
                offset,
            };
            let item = NamedItem::new(&export.name, kind(export.kind), place)?;
            item.check_unique(&self.exports)?;
            self.exports.push(item);
        }
        Ok(())
    }
}

impl NamedItem {
    fn new(
        name: &ComponentExternName<'_>,
        kind: Kind,
        place: Place,
    ) -> Result<NamedItem, Rejected> {
        if let Some(interface) = name.implements
            && kind != Kind::Instance
        {
            return Err(Rejected::NotAnInstance {
                place,
                label: name.name.to_string(),
                interface: interface.to_string(),
                kind,
            });
        }
        let text = name.full_name().into_owned();
        let implements = name.full_implements();
        let name_of = match Name::of(&text, implements.as_deref()) {
            Ok(name) => Some(name),
            Err(_) if implements.is_none() && is_of_resource(&text) => None,
            Err(error) => return Err(Rejected::BadName { place, error }),
        };
        Ok(NamedItem {
            name: name_of,
            text,
            kind,
            place,
            external_id: name.external_id.map(str::to_string),
        })
    }

    /// The label, unless the item is an interface under its own name.
    pub fn label(&self) -> Option<&Label> {
        self.name.as_ref().and_then(Name::label)
    }

    fn check_unique(&self, before: &[NamedItem]) -> Result<(), Rejected> {
        let same = |other: &&NamedItem| match (self.label(), other.label()) {
            (Some(label), Some(other)) => label == other,
            _ => self.text == other.text,
        };
        match before.iter().find(same) {
            Some(first) => Err(Rejected::Duplicate {
                place: self.place,
                label: self.text.clone(),
                first: first.place,
            }),
            None => Ok(()),
        }
    }
}

/// Whether a name is one of `[constructor]a`, `[method]a.b` and their like.
fn is_of_resource(text: &str) -> bool {
    match ComponentName::new(text, 0) {
        Ok(name) => matches!(name.kind(), ComponentNameKind::Plain(plain) if !plain.is_bare()),
        Err(_) => false,
    }
}

fn step_over(range: &Range<u64>, at: usize, length: usize) -> Result<usize, Rejected> {
    let end = usize::try_from(range.end).unwrap_or(usize::MAX);
    if end < at || end > length {
        return Err(Rejected::Malformed {
            offset: range.start,
            message: "the section ends after the end of the file".to_string(),
        });
    }
    Ok(end)
}

fn malformed(error: wasmparser::BinaryReaderError) -> Rejected {
    Rejected::Malformed {
        offset: error.offset(),
        message: error.message().to_string(),
    }
}

fn kind(kind: ComponentExternalKind) -> Kind {
    match kind {
        ComponentExternalKind::Module => Kind::Module,
        ComponentExternalKind::Func => Kind::Function,
        ComponentExternalKind::Value => Kind::Value,
        ComponentExternalKind::Type => Kind::Type,
        ComponentExternalKind::Instance => Kind::Instance,
        ComponentExternalKind::Component => Kind::Component,
    }
}

impl Kind {
    /// The kind in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Module => "module",
            Kind::Function => "function",
            Kind::Value => "value",
            Kind::Type => "type",
            Kind::Instance => "instance",
            Kind::Component => "component",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let article = if *self == Kind::Instance { "an" } else { "a" };
        write!(f, "{article} {}", self.as_str())
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Import => "import",
            Direction::Export => "export",
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} (at byte {:#x})",
            self.direction, self.index, self.offset
        )
    }
}
