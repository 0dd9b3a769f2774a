//! Types as Python's annotations write them.

use crate::bindgen::plan::TableId;
use crate::bindgen::plan::types::{Field, Map, TypeId, TypeKind};
use crate::bindgen::python::generator::Generator;
use crate::bindgen::python::module::Module;

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From a program to the component: every value that can be lowered.
    In,
    /// From the component to a program, or a part of a record.
    Out,
}

impl Generator<'_> {
    /// The annotation of a type.
    pub fn annotation(&mut self, module: &mut Module, ty: TypeId, way: Way) -> String {
        let plan = self.plan;
        match &plan.types[ty].kind {
            TypeKind::Bool => module.builtin("bool"),
            TypeKind::End(_) => unreachable!("asynchronous components are refused"),
            TypeKind::F32 | TypeKind::F64 => module.builtin("float"),
            TypeKind::Char | TypeKind::String => module.builtin("str"),
            TypeKind::S8
            | TypeKind::U8
            | TypeKind::S16
            | TypeKind::U16
            | TypeKind::S32
            | TypeKind::U32
            | TypeKind::S64
            | TypeKind::U64 => module.builtin("int"),
            TypeKind::List(element) => match (&plan.types[*element].kind, way) {
                (TypeKind::U8, Way::Out) => module.builtin("bytes"),
                (TypeKind::U8, Way::In) => {
                    let types =
                        ["bytes", "bytearray", "memoryview"].map(|name| module.builtin(name));
                    types.join(" | ")
                }
                _ => self.sequence(module, *element, way),
            },
            TypeKind::FixedLengthList(element, _) => self.sequence(module, *element, way),
            TypeKind::Map(map) => self.map(module, map, way),
            TypeKind::Tuple(fields) => self.tuple(module, fields, way),
            TypeKind::Option(variant) => {
                self.option(module, variant.cases.get(1).and_then(|case| case.ty), way)
            }
            TypeKind::Result(variant) => {
                let ok = self.payload(module, variant.cases[0].ty, way);
                let err = self.payload(module, variant.cases[1].ty, way);
                let classes = ["Ok", "Err"].map(|name| module.public(&mut self.runtime, name));
                format!("{}[{ok}] | {}[{err}]", classes[0], classes[1])
            }
            TypeKind::Record(_) | TypeKind::Variant(_) | TypeKind::Enum(_) | TypeKind::Flags(_) => {
                let home = self.homes.class_of(ty).cloned();
                match home {
                    Some(home) => module.class(&home),
                    None => module.builtin("object"),
                }
            }
            TypeKind::Own(table) | TypeKind::Borrow(table) => {
                self.resource_class_name(module, *table)
            }
        }
    }

    fn resource_class_name(&mut self, module: &mut Module, table: TableId) -> String {
        let resource = self.homes.resource_of(table);
        let home = resource
            .and_then(|resource| self.homes.resource(resource))
            .cloned();
        match home {
            // The interface's class has the name as an attribute, which would hide the class.
            Some(home) if home.module == module.path && home.module.starts_with("exports") => {
                format!("_{}", home.class)
            }
            Some(home) => module.class(&home),
            None => module.global("typing", "Any"),
        }
    }

    fn option(&mut self, module: &mut Module, payload: Option<TypeId>, way: Way) -> String {
        let inner = self.payload(module, payload, way);
        let nested =
            payload.is_some_and(|ty| matches!(self.plan.types[ty].kind, TypeKind::Option(_)));
        match nested {
            true => format!(
                "{}[{inner}] | None",
                module.public(&mut self.runtime, "Some")
            ),
            false => format!("{inner} | None"),
        }
    }

    fn map(&mut self, module: &mut Module, map: &Map, way: Way) -> String {
        let (key, value) = (
            self.annotation(module, map.key, way),
            self.annotation(module, map.value, way),
        );
        let of = match way {
            Way::In => module.global("collections.abc", "Mapping"),
            Way::Out => module.builtin("dict"),
        };
        format!("{of}[{key}, {value}]")
    }

    fn tuple(&mut self, module: &mut Module, fields: &[Field], way: Way) -> String {
        let types = fields
            .iter()
            .map(|field| self.annotation(module, field.ty, way));
        let types: Vec<_> = types.collect();
        let inner = if types.is_empty() {
            "()".to_string()
        } else {
            types.join(", ")
        };
        format!("{}[{inner}]", module.builtin("tuple"))
    }

    fn sequence(&mut self, module: &mut Module, element: TypeId, way: Way) -> String {
        let inner = self.annotation(module, element, way);
        let of = match way {
            Way::In => module.global("collections.abc", "Sequence"),
            Way::Out => module.builtin("list"),
        };
        format!("{of}[{inner}]")
    }

    /// The annotation of a payload, `None` if there is none.
    pub fn payload(&mut self, module: &mut Module, ty: Option<TypeId>, way: Way) -> String {
        ty.map_or("None".to_string(), |ty| self.annotation(module, ty, way))
    }
}
