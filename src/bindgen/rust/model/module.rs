//! The bindings of one interface as data.

use super::types::{NamedId, Ty};

/// The bindings of one interface in one direction.
#[derive(Debug)]
pub struct Module {
    /// Its name in Rust.
    pub name: String,
    /// The interface, or the empty string for what a world imports by itself.
    pub interface: String,
    /// The imports or exports of the interface.
    pub instances: Vec<Instance>,
    /// Its functions.
    pub functions: Vec<Function>,
    /// The types that it declares, with WIT's names.
    pub types: Vec<(String, Ty)>,
    /// The resources that it declares.
    pub resources: Vec<Resource>,
}

/// One import or export of an interface.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its name in the component.
    pub name: String,
    /// Its name in Rust.
    pub rust: String,
    /// Whether the name is a label, and not the interface's own.
    pub label: bool,
}

/// A function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name in WIT.
    pub name: String,
    /// Its name in Rust.
    pub rust: String,
    /// Names and types of its parameters.
    pub parameters: Vec<(String, Ty)>,
    /// The type of its result.
    pub result: Option<Ty>,
    /// Its documentation.
    pub docs: Option<String>,
}

/// A resource that an interface declares.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its name in WIT.
    pub name: String,
    /// Its type.
    pub ty: NamedId,
    /// The name of the function that drops it.
    pub drop: String,
}

impl Module {
    /// Whether some import of it has a label.
    pub fn is_labelled(&self) -> bool {
        self.instances.iter().any(|instance| instance.label)
    }

    /// Whether it is imported under its own name.
    pub fn is_plain(&self) -> bool {
        self.instances.iter().any(|instance| !instance.label)
    }

    /// Whether there is anything to link or to call.
    pub fn is_linked(&self) -> bool {
        !self.functions.is_empty() || !self.resources.is_empty()
    }

    /// Its name in texts.
    pub fn title(&self) -> String {
        match self.interface.as_str() {
            "" => "the world".to_string(),
            interface => format!("`{interface}`"),
        }
    }
}
