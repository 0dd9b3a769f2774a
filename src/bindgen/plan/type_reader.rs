//! From wasmtime-environ's types, and the names that the component gives them, to [`Types`].

use super::FunctionType;
use super::declared::Declared;
use super::types::{Case, Field, Map, Type, TypeId, TypeKind, Types, Variant};
use anyhow::{Result, bail};
use wasmtime_environ::component::{ComponentTypes, InterfaceType, TypeFuncIndex, VariantInfo};

impl Types {
    /// The type of a component function.
    pub(super) fn function(
        &mut self,
        source: &ComponentTypes,
        index: TypeFuncIndex,
        declared: Declared,
    ) -> Result<FunctionType> {
        let ty = &source[index];
        let mut params = Vec::new();
        let types = source[ty.params].types.iter();
        for (position, (name, ty)) in ty.param_names.iter().zip(types).enumerate() {
            params.push((
                name.clone(),
                self.add(source, *ty, declared.param(position))?,
            ));
        }
        let result = source[ty.results].types.first();
        let result = result.map(|ty| self.add(source, *ty, declared.result()));
        Ok(FunctionType {
            params,
            result: result.transpose()?,
            asynchronous: ty.async_,
            suspends: false,
        })
    }

    /// Adds a type and its parts.
    pub(super) fn add(
        &mut self,
        source: &ComponentTypes,
        ty: InterfaceType,
        declared: Declared,
    ) -> Result<TypeId> {
        let key = (ty, declared.id());
        if let Some(id) = self.read.get(&key) {
            return Ok(*id);
        }
        let kind = self.kind(source, ty, declared)?;
        let name = match kind {
            TypeKind::Record(_) | TypeKind::Variant(_) | TypeKind::Enum(_) | TypeKind::Flags(_) => {
                declared.name().cloned()
            }
            // Other types are identified by their parts alone.
            _ => None,
        };
        let known = (name, kind);
        let id = match self.known.get(&known) {
            Some(id) => *id,
            None => {
                let (name, kind) = known.clone();
                let abi = source.canonical_abi(&ty);
                let id = TypeId(self.all.len());
                self.all.push(Type {
                    flat: self.flat(&kind),
                    kind,
                    name,
                    shape: *self.shapes.entry(ty).or_insert(id),
                    size: abi.size32,
                    align: abi.align32,
                });
                self.known.insert(known, id);
                id
            }
        };
        self.read.insert(key, id);
        Ok(id)
    }

    fn kind(
        &mut self,
        source: &ComponentTypes,
        ty: InterfaceType,
        declared: Declared,
    ) -> Result<TypeKind> {
        Ok(match ty {
            InterfaceType::Bool => TypeKind::Bool,
            InterfaceType::S8 => TypeKind::S8,
            InterfaceType::U8 => TypeKind::U8,
            InterfaceType::S16 => TypeKind::S16,
            InterfaceType::U16 => TypeKind::U16,
            InterfaceType::S32 => TypeKind::S32,
            InterfaceType::U32 => TypeKind::U32,
            InterfaceType::S64 => TypeKind::S64,
            InterfaceType::U64 => TypeKind::U64,
            InterfaceType::Float32 => TypeKind::F32,
            InterfaceType::Float64 => TypeKind::F64,
            InterfaceType::Char => TypeKind::Char,
            InterfaceType::String => TypeKind::String,
            InterfaceType::List(i) => {
                TypeKind::List(self.add(source, source[i].element, declared.part(0))?)
            }
            InterfaceType::FixedLengthList(i) => {
                let element = self.add(source, source[i].element, declared.part(0))?;
                TypeKind::FixedLengthList(element, source[i].size)
            }
            InterfaceType::Map(i) => TypeKind::Map(Map {
                key: self.add(source, source[i].key, declared.part(0))?,
                value: self.add(source, source[i].value, declared.part(1))?,
                entry_size: source[i].entry_abi.size32,
                entry_align: source[i].entry_abi.align32,
                value_offset: source[i].value_offset32,
            }),
            InterfaceType::Record(i) => {
                let fields = source[i].fields.iter();
                let fields = fields.map(|field| (field.name.clone(), field.ty));
                TypeKind::Record(self.fields(source, fields, declared)?)
            }
            InterfaceType::Tuple(i) => {
                let types = source[i].types.iter().enumerate();
                let fields = types.map(|(position, ty)| (position.to_string(), *ty));
                TypeKind::Tuple(self.fields(source, fields, declared)?)
            }
            InterfaceType::Flags(i) => TypeKind::Flags(source[i].names.iter().cloned().collect()),
            InterfaceType::Own(i) => TypeKind::Own(i.as_u32().into()),
            InterfaceType::Borrow(i) => TypeKind::Borrow(i.as_u32().into()),
            InterfaceType::Variant(_)
            | InterfaceType::Enum(_)
            | InterfaceType::Option(_)
            | InterfaceType::Result(_) => self.cases(source, ty, declared)?,
            InterfaceType::Future(table) => self.future(source, table, declared.part(0))?.into(),
            InterfaceType::Stream(table) => self.stream(source, table, declared.part(0))?.into(),
            InterfaceType::ErrorContext(table) => self.error_context(source, table).into(),
        })
    }

    fn fields(
        &mut self,
        source: &ComponentTypes,
        fields: impl Iterator<Item = (String, InterfaceType)>,
        declared: Declared,
    ) -> Result<Vec<Field>> {
        let mut named = Vec::new();
        for (position, (name, ty)) in fields.enumerate() {
            named.push((name, self.add(source, ty, declared.part(position))?));
        }
        let (offsets, ..) = self.layout(named.iter().map(|(_, ty)| *ty));
        let fields = named.into_iter().zip(offsets);
        let fields = fields.map(|((name, ty), offset)| Field { name, ty, offset });
        Ok(fields.collect())
    }

    /// Types with a discriminant.
    fn cases(
        &mut self,
        source: &ComponentTypes,
        ty: InterfaceType,
        declared: Declared,
    ) -> Result<TypeKind> {
        let mut variant = |cases: Vec<(String, Option<InterfaceType>)>, info: &VariantInfo| {
            let cases = cases.into_iter().enumerate();
            let cases = cases.map(|(position, (name, ty))| {
                let ty = ty.map(|ty| self.add(source, ty, declared.part(position)));
                Ok(Case {
                    name,
                    ty: ty.transpose()?,
                })
            });
            Ok::<_, anyhow::Error>(Variant {
                cases: cases.collect::<Result<_>>()?,
                discriminant_size: info.size.byte_size(),
                payload_offset: info.payload_offset32,
            })
        };
        let case = |name: &str, ty| (name.to_string(), ty);
        Ok(match ty {
            InterfaceType::Variant(i) => {
                let cases = source[i].cases.iter().map(|(name, ty)| case(name, *ty));
                TypeKind::Variant(variant(cases.collect(), &source[i].info)?)
            }
            InterfaceType::Enum(i) => {
                let cases = source[i].names.iter().map(|name| case(name, None));
                TypeKind::Enum(variant(cases.collect(), &source[i].info)?)
            }
            InterfaceType::Option(i) => {
                let cases = vec![case("none", None), case("some", Some(source[i].ty))];
                TypeKind::Option(variant(cases, &source[i].info)?)
            }
            InterfaceType::Result(i) => {
                let cases = vec![case("ok", source[i].ok), case("err", source[i].err)];
                TypeKind::Result(variant(cases, &source[i].info)?)
            }
            other => bail!("internal error: `{other:?}` has no cases"),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::bindgen::plan::call::{Contents, Outcome, ValueKind};
    use crate::bindgen::plan::types::{TypeId, TypeKind};
    use crate::bindgen::plan::{FunctionType, ItemKind, Plan, Trampoline};

    /// Imports `convert: func(all: list<celsius>) -> list<fahrenheit>`; both records have one field, `degrees`.
    const TEMPERATURES: &str = r#"(component
      (import "test:temperatures/scales" (instance $scales
        (type $c (record (field "degrees" f64)))
        (export "celsius" (type $celsius (eq $c)))
        (type $f (record (field "degrees" f64)))
        (export "fahrenheit" (type $fahrenheit (eq $f)))
        (export "centigrade" (type $centigrade (eq $celsius)))
        (type $all (list $centigrade))
        (type $converted (list $fahrenheit))
        (export "convert" (func (param "all" $all) (result $converted)))))
      (core module $own
        (memory (export "memory") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
      (core instance $own (instantiate $own))
      (core func $convert (canon lower (func $scales "convert")
        (memory (core memory $own "memory")) (realloc (core func $own "realloc"))))
      (core module $user (import "" "convert" (func (param i32 i32 i32))))
      (core instance (instantiate $user
        (with "" (instance (export "convert" (func $convert)))))))"#;

    fn plan() -> Plan {
        Plan::new(&wat::parse_str(TEMPERATURES).expect("text")).expect("a plan")
    }

    fn element(plan: &Plan, list: TypeId) -> TypeId {
        match plan.types[list].kind {
            TypeKind::List(element) => element,
            ref other => panic!("{other:?}"),
        }
    }

    fn name(plan: &Plan, ty: TypeId) -> (&str, &str) {
        let name = plan.types[ty].name.as_ref().expect("a name");
        (name.interface.as_deref().unwrap_or(""), &name.name)
    }

    #[test]
    fn records_with_the_same_fields_are_two_types_of_one_shape() {
        let plan = plan();
        let types = plan.imports[0].items().iter();
        let types = types.filter_map(|item| match item.kind {
            ItemKind::Type(ty) => Some((item.name.as_str(), ty)),
            _ => None,
        });
        let types: Vec<_> = types.collect();
        let [
            ("celsius", celsius),
            ("fahrenheit", fahrenheit),
            ("centigrade", centigrade),
        ] = types[..]
        else {
            panic!("{types:?}");
        };
        assert_ne!(celsius, fahrenheit);
        assert_eq!(celsius, centigrade, "a second name makes no second type");
        assert_eq!(plan.types[celsius].shape, plan.types[fahrenheit].shape);
        let scales = "test:temperatures/scales";
        assert_eq!(name(&plan, fahrenheit), (scales, "fahrenheit"));
        assert_eq!(name(&plan, centigrade), (scales, "celsius"));
    }

    #[test]
    fn functions_and_calls_mention_the_types_that_wit_names() {
        let plan = plan();
        let function = plan.imports[0].items()[3].function().expect("a function");
        let [Trampoline::LowerImport { ty, call, .. }] = &plan.trampolines[..] else {
            panic!("{:?}", plan.trampolines);
        };
        for FunctionType { params, result, .. } in [&function.ty, ty] {
            let converted = element(&plan, result.expect("a result"));
            assert_eq!(name(&plan, element(&plan, params[0].1)).1, "celsius");
            assert_eq!(name(&plan, converted).1, "fahrenheit");
        }
        let Some(Outcome::Plain(result)) = &call.result else {
            panic!("{call:?}");
        };
        let routines = [&call.params[0].value, result].map(|value| match value.kind {
            ValueKind::Span(_, Contents::List(element)) => element.routine,
            ref other => panic!("{other:?}"),
        });
        assert_ne!(routines[0], routines[1]);
        let [first, second] = routines.map(|id| plan.routines[id].shape);
        assert_eq!(first, second, "one function can read both");
    }
}
