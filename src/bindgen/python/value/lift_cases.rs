//! Lifting of types with cases: an expression that takes one of them.

use super::lift::{From, whole};
use super::lower_cases::MANY;
use crate::bindgen::plan::call::{Cases, Shape};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::python::generator::FunctionWriter;
use crate::bindgen::python::homes::Home;

impl FunctionWriter<'_, '_> {
    /// An expression for a value of a type with cases. It finds the case by halving.
    pub fn lift_cases(&mut self, ty: TypeId, cases: &Cases, from: &From) -> String {
        let format = whole(&cases.discriminant, cases.width);
        let discriminant = self.core(&cases.discriminant, format, from);
        let discriminant = self.named(&discriminant);
        let count = cases.cases.len();
        let empty = cases.cases.iter().filter(|(_, payload)| payload.is_none());
        let tree = match cases.shape == Shape::Variant && empty.count() > MANY {
            true => self.lift_many(ty, cases, &discriminant, from),
            false => {
                let values = (0..count).map(|i| self.case_value(ty, cases, i, from));
                choose(&discriminant, &values.collect::<Vec<_>>(), 0)
            }
        };
        let invalid = self.need("invalid");
        let place = from.place;
        format!("({tree} if {discriminant} < {count} else {invalid}({discriminant}, {place}))")
    }

    /// An expression that finds cases without a payload in a tuple.
    fn lift_many(&mut self, ty: TypeId, cases: &Cases, discriminant: &str, from: &From) -> String {
        let classes = (0..cases.cases.len()).map(|i| self.case_class(ty, i) + ", ");
        let classes = classes.collect::<String>();
        let classes = self.module.constant(format!("({classes})"), "_classes");
        let mut tree = format!("{classes}[{discriminant}]()");
        for (i, (_, payload)) in cases.cases.iter().enumerate() {
            if payload.is_some() {
                let value = self.case_value(ty, cases, i, from);
                tree = format!("{value} if {discriminant} == {i} else {tree}");
            }
        }
        format!("({tree})")
    }

    fn case_value(&mut self, ty: TypeId, cases: &Cases, case: usize, from: &From) -> String {
        let payload = cases.cases[case]
            .1
            .as_ref()
            .map(|payload| self.lift(payload, from));
        let class = match (cases.shape, case) {
            (Shape::Option | Shape::NestedOption, 0) => return "None".to_string(),
            (Shape::Option, _) => return payload.unwrap_or("None".to_string()),
            (Shape::NestedOption, _) => self.need("Some"),
            (Shape::Result, 0) => self.need("Ok"),
            (Shape::Result, _) => self.need("Err"),
            (Shape::Variant, case) => {
                return format!(
                    "{}({})",
                    self.case_class(ty, case),
                    payload.unwrap_or_default()
                );
            }
        };
        format!("{class}({})", payload.unwrap_or("None".to_string()))
    }

    /// The class of a variant's case.
    pub fn case_class(&mut self, ty: TypeId, case: usize) -> String {
        let home = self
            .file
            .homes
            .class_of(ty)
            .cloned()
            .expect("every variant has a home");
        let TypeKind::Variant(variant) = &self.file.plan.types[ty].kind else {
            return home.class;
        };
        let class = self
            .file
            .case_classes(&home.class, variant)
            .swap_remove(case);
        self.module.class(&Home { class, ..home })
    }
}

/// An expression that chooses one of several values by a number that is in range.
fn choose(number: &str, values: &[String], first: usize) -> String {
    match values {
        [] => "None".to_string(),
        [value] => value.clone(),
        values => {
            let middle = values.len() / 2;
            let low = choose(number, &values[..middle], first);
            let high = choose(number, &values[middle..], first + middle);
            format!("({low} if {number} < {} else {high})", first + middle)
        }
    }
}
