//! The shape of what the generated module exports: objects, functions and classes under the names of JavaScript.

use super::file::as_function;
use super::function_name::FunctionName;
use crate::bindgen::names::{Names, camel_case, interface_name, pascal_case};
use crate::bindgen::plan::{Function, Item, ItemKind, Plan, ResourceId, ResourceOrigin};
use std::collections::HashSet;

/// All that a component exports.
pub struct ExportShape<'a> {
    /// Members of the module, or of the object that `instantiate` returns.
    pub members: Vec<Member<'a>>,
    /// Classes, wherever they are members.
    pub resources: Vec<ResourceShape<'a>>,
}

/// A member of the module or of an instance's object.
pub enum Member<'a> {
    /// A function.
    Function {
        name: String,
        function: &'a Function,
    },
    /// A class for a resource type.
    Class { name: String, resource: ResourceId },
    /// An object.
    Instance {
        name: String,
        /// The whole name of an interface, under which the object is exported too.
        full_name: Option<String>,
        members: Vec<Member<'a>>,
    },
}

impl Member<'_> {
    /// The name it is exported under.
    pub fn name(&self) -> &str {
        match self {
            Member::Function { name, .. }
            | Member::Class { name, .. }
            | Member::Instance { name, .. } => name,
        }
    }
}

/// A class.
pub struct ResourceShape<'a> {
    /// The resource type.
    pub resource: ResourceId,
    /// The instance it is exported from.
    pub scope: Option<String>,
    /// Constructor, methods and static functions.
    pub functions: Vec<(FunctionName, &'a Function)>,
}

/// Finds the shape of a component's exports.
pub fn exports(plan: &Plan) -> ExportShape<'_> {
    let mut shape = ExportShape {
        members: Vec::new(),
        resources: Vec::new(),
    };
    let mut classes = HashSet::new();
    shape.members = members(
        plan,
        &plan.exports,
        None,
        &mut classes,
        &mut shape.resources,
    );
    unique(&mut shape.members);
    shape
}

/// Gives each member of one scope a name of its own. Functions and classes come first, so that no interface changes their
/// names; of two interfaces with one short name the first has it, and the other only its whole name. Where two labels
/// are one name in camel case, as `a1` and `a-1` are, the second is numbered.
fn unique(members: &mut [Member]) {
    let mut names = Names::default();
    // An object with a function of this name is taken for a promise, and called by `await`.
    names.reserve("then");
    for member in members.iter_mut() {
        match member {
            Member::Function { name, .. } | Member::Class { name, .. } => *name = names.take(name),
            Member::Instance { .. } => {}
        }
    }
    for member in members {
        if let Member::Instance {
            name,
            full_name,
            members,
        } = member
        {
            if names.is_free(name) {
                names.reserve(name);
            } else {
                *name = full_name.take().unwrap_or_else(|| names.take(name));
            }
            unique(members);
        }
    }
}

fn members<'a>(
    plan: &'a Plan,
    items: &'a [Item],
    scope: Option<&str>,
    classes: &mut HashSet<ResourceId>,
    resources: &mut Vec<ResourceShape<'a>>,
) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for item in items {
        match &item.kind {
            ItemKind::Function(function) => {
                if let FunctionName::Free(name) = FunctionName::parse(&item.name) {
                    members.push(Member::Function { name, function });
                }
            }
            ItemKind::Resource(resource) => {
                let Some(resource) = resource else { continue };
                let origin = &plan.resources[*resource].origin;
                let defined = matches!(origin, ResourceOrigin::Defined { .. });
                if defined && classes.insert(*resource) {
                    resources.push(ResourceShape {
                        resource: *resource,
                        scope: scope.map(str::to_string),
                        functions: functions_of(items, &item.name),
                    });
                    members.push(Member::Class {
                        name: pascal_case(&item.name),
                        resource: *resource,
                    });
                }
            }
            ItemKind::Instance(items) => members.push(Member::Instance {
                name: camel_case(interface_name(&item.name)),
                full_name: item.name.contains(':').then(|| item.name.clone()),
                members: self::members(plan, items, Some(&item.name), classes, resources),
            }),
            ItemKind::Type(_) => {}
        }
    }
    members
}

/// The functions that belong to a resource type.
pub fn functions_of<'a>(items: &'a [Item], resource: &str) -> Vec<(FunctionName, &'a Function)> {
    let functions = items
        .iter()
        .filter_map(|item| Some((FunctionName::parse(&item.name), as_function(&item.kind)?)));
    let functions = functions.filter(|(name, _)| name.resource() == Some(resource));
    let (mut methods, mut statics) = (Names::default(), Names::default());
    let functions = functions.map(|(mut name, function)| {
        match &mut name {
            FunctionName::Method(_, name) => *name = methods.take(name),
            FunctionName::Static(_, name) => *name = statics.take(name),
            FunctionName::Free(_) | FunctionName::Constructor(_) => {}
        }
        (name, function)
    });
    functions.collect()
}
