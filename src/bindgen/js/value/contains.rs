//! What types are made of.

use crate::bindgen::js::generator::Generator;
use crate::bindgen::plan::types::{TypeId, TypeKind};

impl Generator<'_> {
    /// Whether a type or one it is made of is of such a kind.
    pub fn contains(&self, ty: TypeId, test: &dyn Fn(&TypeKind) -> bool) -> bool {
        let kind = &self.plan.types[ty].kind;
        test(kind)
            || match kind {
                TypeKind::List(element) | TypeKind::FixedLengthList(element, _) => {
                    self.contains(*element, test)
                }
                TypeKind::Map(map) => {
                    self.contains(map.key, test) || self.contains(map.value, test)
                }
                TypeKind::Record(fields) | TypeKind::Tuple(fields) => {
                    fields.iter().any(|field| self.contains(field.ty, test))
                }
                TypeKind::Variant(variant)
                | TypeKind::Enum(variant)
                | TypeKind::Option(variant)
                | TypeKind::Result(variant) => variant
                    .cases
                    .iter()
                    .filter_map(|case| case.ty)
                    .any(|ty| self.contains(ty, test)),
                _ => false,
            }
    }
}
