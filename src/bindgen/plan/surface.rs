//! What a component exports, as a program sees it: functions, classes with their members, and interfaces under short and
//! whole names. Code, declarations and documentation print from it, so that a name is chosen once.
//!
//! Each language has its own cases and reserved words; a [`Casing`] describes them.

use super::{Function, Item, ItemKind, Plan, ResourceId, ResourceOrigin};
use crate::bindgen::names::{Names, interface_name};
use std::collections::{HashMap, HashSet};

/// How a language writes names.
#[derive(Debug, Clone, Copy)]
pub struct Casing {
    /// Functions, methods, and the short names of interfaces.
    pub function: fn(&str) -> String,
    /// Classes.
    pub class: fn(&str) -> String,
    /// Names that a member of the component's exports cannot have.
    pub reserved: &'static [&'static str],
    /// Names that a method cannot have.
    pub reserved_methods: &'static [&'static str],
    /// Names that a static function cannot have.
    pub reserved_statics: &'static [&'static str],
}

/// What the name of a component function says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind<'n> {
    /// A function of its own.
    Free,
    /// Makes a resource of this name.
    Constructor(&'n str),
    /// Takes a resource of this name as its first parameter.
    Method(&'n str),
    /// Belongs to a resource of this name.
    Static(&'n str),
}

/// Splits the name of a function: `[method]output-stream.write` is a method of `output-stream` called `write`.
pub fn function_kind(name: &str) -> (FunctionKind<'_>, &str) {
    let member = |rest| str::split_once(rest, '.').unwrap_or((rest, ""));
    if let Some(resource) = name.strip_prefix("[constructor]") {
        (FunctionKind::Constructor(resource), "")
    } else if let Some(rest) = name.strip_prefix("[method]") {
        let (resource, member) = member(rest);
        (FunctionKind::Method(resource), member)
    } else if let Some(rest) = name.strip_prefix("[static]") {
        let (resource, member) = member(rest);
        (FunctionKind::Static(resource), member)
    } else {
        (FunctionKind::Free, name)
    }
}

/// All that a component exports.
#[derive(Debug)]
pub struct Surface<'a> {
    /// Members of the component.
    pub members: Vec<Member<'a>>,
    /// Classes, wherever they are members.
    pub classes: Vec<Class<'a>>,
}

/// A member of the component, or of an interface.
#[derive(Debug)]
pub enum Member<'a> {
    /// A function.
    Function {
        /// Its name in the language.
        name: String,
        /// The export.
        item: &'a Item,
        /// Its type, and how it is called.
        function: &'a Function,
    },
    /// The class of a resource type that the component defines.
    Class {
        /// Its name in the language.
        name: String,
        /// The export.
        item: &'a Item,
        /// The resource type.
        resource: ResourceId,
    },
    /// An interface, or another instance.
    Interface {
        /// Its short name in the language; none if another member has it.
        short: Option<String>,
        /// Its whole name, if it is an interface's.
        whole: Option<&'a str>,
        /// The export.
        item: &'a Item,
        /// What is in it.
        members: Vec<Member<'a>>,
    },
}

impl Member<'_> {
    /// The names under which it is reached: for an interface the short one, and then the whole one.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Member::Function { name, .. } | Member::Class { name, .. } => vec![name],
            Member::Interface { short, whole, .. } => {
                short.as_deref().into_iter().chain(*whole).collect()
            }
        }
    }
}

/// The members of a resource type's class.
#[derive(Debug)]
pub struct Class<'a> {
    /// The resource type.
    pub resource: ResourceId,
    /// The instance that exports it; none if the component itself exports it.
    pub scope: Option<&'a Item>,
    /// Names in the language (empty for a constructor), what each is, and the function.
    pub functions: Vec<(String, FunctionKind<'a>, &'a Function)>,
}

impl<'a> Surface<'a> {
    /// Chooses the names of everything that the component exports.
    pub fn new(plan: &'a Plan, casing: &Casing) -> Surface<'a> {
        let mut builder = Builder {
            plan,
            casing,
            known: HashSet::new(),
            classes: Vec::new(),
        };
        let members = builder.members(&plan.exports, None, casing.reserved);
        Surface {
            members,
            classes: builder.classes,
        }
    }
}

struct Builder<'a, 'c> {
    plan: &'a Plan,
    casing: &'c Casing,
    known: HashSet<ResourceId>,
    classes: Vec<Class<'a>>,
}

impl<'a> Builder<'a, '_> {
    /// Functions and classes take their names first, so that no interface changes them. If two interfaces have one short
    /// name, the first gets it. If two labels become one name, the second gets a number.
    fn members(
        &mut self,
        items: &'a [Item],
        scope: Option<&'a Item>,
        reserved: &[&str],
    ) -> Vec<Member<'a>> {
        let item_names = item_names(items, self.casing, reserved);
        let mut names = Names::reserving(reserved);
        item_names.iter().for_each(|name| names.reserve(name));
        let mut members = Vec::new();
        for (item, name) in items.iter().zip(item_names) {
            members.extend(self.member(items, item, scope, name));
        }
        for member in &mut members {
            if let Member::Interface { short, whole, .. } = member
                && let Some(name) = short.take()
            {
                if names.is_free(&name) {
                    names.reserve(&name);
                    *short = Some(name);
                } else if whole.is_none() {
                    *short = Some(names.take(&name));
                }
            }
        }
        members
    }

    fn member(
        &mut self,
        items: &'a [Item],
        item: &'a Item,
        scope: Option<&'a Item>,
        name: String,
    ) -> Option<Member<'a>> {
        match &item.kind {
            ItemKind::Function(function) => match function_kind(&item.name) {
                (FunctionKind::Free, _) => Some(Member::Function {
                    name,
                    item,
                    function,
                }),
                _ => None,
            },
            ItemKind::Resource(resource) => {
                let resource = (*resource)?;
                let origin = &self.plan.resources[resource].origin;
                let defined = matches!(origin, ResourceOrigin::Defined { .. });
                if !defined || !self.known.insert(resource) {
                    return None;
                }
                let functions = class_members(items, &item.name, self.casing);
                self.classes.push(Class {
                    resource,
                    scope,
                    functions,
                });
                Some(Member::Class {
                    name,
                    item,
                    resource,
                })
            }
            ItemKind::Instance(inner) => Some(Member::Interface {
                short: Some((self.casing.function)(interface_name(&item.name))),
                whole: item.name.contains(':').then_some(&item.name),
                item,
                members: self.members(inner, Some(item), &[]),
            }),
            ItemKind::Type(_) => None,
        }
    }
}

/// The names of functions and classes in the language, by the positions of the items; an item without a name, such as a
/// constructor, has an empty one. If two labels become one name, the second gets a number. The methods of each resource
/// are named separately, and so are its static functions.
pub fn item_names(items: &[Item], casing: &Casing, reserved: &[&str]) -> Vec<String> {
    let mut own = Names::reserving(reserved);
    let (mut methods, mut statics) = (HashMap::new(), HashMap::new());
    let names = items.iter().map(|item| match &item.kind {
        ItemKind::Function(_) => {
            let (kind, name) = function_kind(&item.name);
            let names = match kind {
                FunctionKind::Free => &mut own,
                FunctionKind::Constructor(_) => return String::new(),
                FunctionKind::Method(of) => methods
                    .entry(of)
                    .or_insert_with(|| Names::reserving(casing.reserved_methods)),
                FunctionKind::Static(of) => statics
                    .entry(of)
                    .or_insert_with(|| Names::reserving(casing.reserved_statics)),
            };
            names.take(&(casing.function)(name))
        }
        ItemKind::Resource(_) => own.take(&(casing.class)(&item.name)),
        ItemKind::Type(_) | ItemKind::Instance(_) => String::new(),
    });
    names.collect()
}

/// The constructor, methods and static functions of a resource type, with their names in the language.
pub fn class_members<'a>(
    items: &'a [Item],
    resource: &str,
    casing: &Casing,
) -> Vec<(String, FunctionKind<'a>, &'a Function)> {
    let names = item_names(items, casing, &[]);
    let functions = items.iter().zip(names).filter_map(|(item, name)| {
        let (kind, _) = function_kind(&item.name);
        (kind.resource() == Some(resource)).then_some((name, kind, item.function()?))
    });
    functions.collect()
}

impl<'n> FunctionKind<'n> {
    /// The resource that the function belongs to.
    pub fn resource(self) -> Option<&'n str> {
        match self {
            FunctionKind::Free => None,
            FunctionKind::Constructor(of) | FunctionKind::Method(of) | FunctionKind::Static(of) => {
                Some(of)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindgen::names::{camel_case, pascal_case};

    const CAMEL: Casing = Casing {
        function: camel_case,
        class: pascal_case,
        reserved: &["then"],
        reserved_methods: &["constructor"],
        reserved_statics: &["prototype"],
    };

    fn plan(exports: &str) -> Plan {
        let text = format!(
            "(component
              (core module $m
                (func (export \"f\"))
                (func (export \"new\") (result i32) unreachable)
                (func (export \"of\") (param i32)))
              (core instance $m (instantiate $m))
              (func $f (canon lift (core func $m \"f\")))
              (instance $i (export \"f\" (func $f)) (export \"then\" (func $f)))
              {exports})"
        );
        Plan::new(&wat::parse_str(text).expect("text")).expect("a plan")
    }

    fn names(members: &[Member]) -> Vec<String> {
        let names = members.iter().map(|member| match member {
            Member::Function { name, .. } | Member::Class { name, .. } => name.clone(),
            Member::Interface { short, whole, .. } => format!("{short:?} {whole:?}"),
        });
        names.collect()
    }

    #[test]
    fn every_member_has_a_name_of_its_own() {
        let plan = plan(
            "(export \"a:b/api@1.0.0\" (instance $i))
             (export \"c:d/api\" (instance $i))
             (export \"c:d/run-it\" (instance $i))
             (export \"run-it\" (func $f))
             (export \"a1\" (func $f))
             (export \"a-1\" (func $f))
             (export \"then\" (func $f))",
        );
        let surface = Surface::new(&plan, &CAMEL);
        assert_eq!(
            names(&surface.members),
            [
                "Some(\"api\") Some(\"a:b/api@1.0.0\")",
                "None Some(\"c:d/api\")",
                "None Some(\"c:d/run-it\")",
                "runIt",
                "a1",
                "a1_2",
                "then2",
            ]
        );
        let Member::Interface { members, .. } = &surface.members[0] else {
            panic!("{:?}", surface.members);
        };
        // Only exports of the component are awaited.
        assert_eq!(names(members), ["f", "then"]);
    }

    #[test]
    fn functions_of_a_resource_are_members_of_its_class() {
        let plan = plan(
            "(type $c' (resource (rep i32)))
             (export $c \"the-class\" (type $c'))
             (func (export \"[constructor]the-class\") (result (own $c)) (canon lift (core func $m \"new\")))
             (func (export \"[method]the-class.constructor\") (param \"self\" (borrow $c))
               (canon lift (core func $m \"of\")))
             (func (export \"[static]the-class.prototype\") (canon lift (core func $m \"f\")))",
        );
        let surface = Surface::new(&plan, &CAMEL);
        assert_eq!(names(&surface.members), ["TheClass"]);
        let functions = surface.classes[0].functions.iter();
        let functions: Vec<_> = functions
            .map(|(name, kind, _)| (name.as_str(), *kind))
            .collect();
        assert_eq!(
            functions,
            [
                ("", FunctionKind::Constructor("the-class")),
                ("constructor2", FunctionKind::Method("the-class")),
                ("prototype2", FunctionKind::Static("the-class")),
            ]
        );
    }
}
