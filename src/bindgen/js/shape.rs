//! The shape of what the generated module exports: objects, functions and classes under the names of JavaScript.

use super::function_name::FunctionName;
use crate::bindgen::names::{camel_case, pascal_case};
use crate::bindgen::plan::surface::{self, Casing, FunctionKind, Surface, class_members};
use crate::bindgen::plan::{Function, Item, Plan, ResourceId};

/// How JavaScript writes names. An object with a function `then` is taken for a promise, and called by `await`; a class has a
/// `constructor` and a `prototype` already.
const CASING: Casing = Casing {
    function: camel_case,
    class: pascal_case,
    reserved: &["then"],
    reserved_methods: &["constructor"],
    reserved_statics: &["prototype"],
};

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
    let surface = Surface::new(plan, &CASING);
    let resources = surface.classes.into_iter().map(|class| ResourceShape {
        resource: class.resource,
        scope: class.scope.map(|scope| scope.name.clone()),
        functions: class.functions.into_iter().map(named).collect(),
    });
    ExportShape {
        members: surface.members.into_iter().map(member).collect(),
        resources: resources.collect(),
    }
}

fn member(member: surface::Member) -> Member {
    match member {
        surface::Member::Function { name, function, .. } => Member::Function { name, function },
        surface::Member::Class { name, resource, .. } => Member::Class { name, resource },
        surface::Member::Interface {
            short,
            whole,
            members,
            ..
        } => {
            let whole = whole.map(str::to_string);
            let (name, full_name) = match short {
                Some(short) => (short, whole),
                None => (whole.unwrap_or_default(), None),
            };
            Member::Instance {
                name,
                full_name,
                members: members.into_iter().map(self::member).collect(),
            }
        }
    }
}

/// The functions that belong to a resource type.
pub fn functions_of<'a>(items: &'a [Item], resource: &str) -> Vec<(FunctionName, &'a Function)> {
    let functions = class_members(items, resource, &CASING);
    functions.into_iter().map(named).collect()
}

/// A function of a class in the words of JavaScript.
fn named<'a>(
    (name, kind, function): (String, FunctionKind, &'a Function),
) -> (FunctionName, &'a Function) {
    let name = match kind {
        FunctionKind::Free => FunctionName::Free(name),
        FunctionKind::Constructor(of) => FunctionName::Constructor(of.to_string()),
        FunctionKind::Method(of) => FunctionName::Method(of.to_string(), name),
        FunctionKind::Static(of) => FunctionName::Static(of.to_string(), name),
    };
    (name, function)
}
