//! Names of what belongs to one resource type.

use crate::bindgen::script::literals::quoted;

/// The names in the code of what belongs to one resource type. Functions are written if they are used.
#[derive(Debug, Default, Clone)]
pub struct ResourceNames {
    /// Its name, in pascal case.
    pub name: String,
    /// The generated class, or the host's; empty if nobody names the type.
    pub class: String,
    /// The number that handles of it carry.
    pub number: String,
    /// The symbol that leads to a representation.
    pub key: String,
    /// The registry that destroys resources whose objects were forgotten.
    pub registry: String,
    /// `(representation)`: enters the component and destroys.
    pub dispose: String,
    /// `(object, representation)`: lets an object own a representation.
    pub attach: String,
    /// `(representation) -> object`: makes an object that owns.
    pub adopt: String,
    /// `(object, path) -> representation`: takes ownership from an object.
    pub take: String,
    /// `(object, path) -> representation`
    pub representation: String,
    /// The core function that destroys a representation.
    pub destructor: String,
    /// Which of the functions the code uses.
    pub used: Vec<&'static str>,
}

impl ResourceNames {
    /// Whether the code uses one of the functions or names.
    pub fn uses(&self, function: &str) -> bool {
        self.used.contains(&function)
    }

    /// Arguments of an error: the name of the resource type, the refused value, and the class if its name differs.
    pub fn refused(&self, value: &str) -> String {
        let name = quoted(&self.name);
        match self.class == self.name {
            true => format!("{name}, {value}"),
            false => format!("{name}, {value}, {}", quoted(&self.class)),
        }
    }

    /// Whether there are objects of it, and not only handles.
    pub fn has_objects(&self) -> bool {
        self.used
            .iter()
            .any(|used| !["destructor", "number"].contains(used))
    }
}
