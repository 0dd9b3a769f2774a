//! Types as text, and the names that a file uses.

use super::layout::Doc;
use super::model::types::{Definition, NamedId, Ty, Types};
use std::collections::BTreeMap;

/// How values of a type are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// The value itself.
    Owned,
    /// Borrowed, unless it is copied.
    Borrowed,
    /// Borrowed, with a lifetime that a field can have.
    Static,
}

/// The names of types in one file.
#[derive(Debug, Default)]
pub struct Scope {
    /// The file's names for types.
    pub local: BTreeMap<NamedId, String>,
}

impl Scope {
    /// A type.
    pub fn doc(&self, types: &Types, ty: &Ty, passing: Passing) -> Doc {
        let owned = |ty: &Ty| self.doc(types, ty, Passing::Owned);
        let same = |ty: &Ty| self.doc(types, ty, passing);
        let unit = || Doc::text("()");
        match ty {
            Ty::Plain(name) => Doc::text(*name),
            Ty::String => match passing {
                Passing::Owned => Doc::text("String"),
                _ => Doc::text(format!("{}str", passing.prefix())),
            },
            Ty::List(element) => match passing {
                Passing::Owned => Doc::generic("Vec", vec![owned(element)]),
                _ => passing.borrow(Doc::Bracketed(Box::new(owned(element)), "]".to_string())),
            },
            Ty::FixedLengthList(element, length) => {
                let array = Doc::Bracketed(Box::new(owned(element)), format!("; {length}]"));
                if types.is_copy(ty) {
                    array
                } else {
                    passing.borrow(array)
                }
            }
            Ty::Map(key, value) => {
                passing.borrow(Doc::generic("HashMap", vec![owned(key), owned(value)]))
            }
            Ty::Tuple(items) => Doc::tuple(items.iter().map(same).collect()),
            Ty::Option(payload) => Doc::generic("Option", vec![same(payload)]),
            Ty::Result(ok, err) => {
                let payload = |ty: &Option<Box<Ty>>| ty.as_deref().map_or_else(unit, same);
                Doc::generic("Result", vec![payload(ok), payload(err)])
            }
            Ty::Named(id) => {
                let named = &types.named[id.0];
                let name = Doc::text(&self.local[id]);
                match named.definition {
                    Definition::HostResource(..) => Doc::generic("Resource", vec![name]),
                    _ if named.is_copy => name,
                    _ => passing.borrow(name),
                }
            }
        }
    }
}

impl Passing {
    fn prefix(self) -> &'static str {
        match self {
            Passing::Owned => "",
            Passing::Borrowed => "&",
            Passing::Static => "&'static ",
        }
    }

    fn borrow(self, doc: Doc) -> Doc {
        match self {
            Passing::Owned => doc,
            passing => Doc::Prefixed(passing.prefix(), Box::new(doc)),
        }
    }
}

/// Whether a parameter of the type borrows.
pub fn borrows(types: &Types, ty: &Ty) -> bool {
    match ty {
        Ty::Plain(_) => false,
        Ty::String | Ty::List(_) | Ty::Map(..) => true,
        Ty::FixedLengthList(..) => !types.is_copy(ty),
        Ty::Named(id) => {
            let named = &types.named[id.0];
            !named.is_copy && !matches!(named.definition, Definition::HostResource(..))
        }
        Ty::Tuple(_) | Ty::Option(_) | Ty::Result(..) => {
            ty.parts().into_iter().any(|part| borrows(types, part))
        }
    }
}
