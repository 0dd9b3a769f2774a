//! What a user can choose.

/// What a user can choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// The component's name, from which that of the struct of exports is made.
    pub name: String,
    /// Take WASI's interfaces from wasmtime-wasi, rather than print traits for them.
    pub wasi: bool,
    /// Print `async` functions.
    pub asynchronous: bool,
    /// Host functions return values rather than `wasmtime::Result`.
    pub infallible: bool,
    /// The host's types for resources that the component imports: `interface/resource` and a path.
    pub resources: Vec<(String, String)>,
    /// The module that has the host's types for all other resources, under the names that the bindings give them.
    pub host_module: Option<String>,
}

impl Options {
    /// The defaults, for a component of this name.
    pub fn new(name: &str) -> Options {
        Options {
            name: name.to_string(),
            wasi: true,
            asynchronous: false,
            infallible: false,
            resources: Vec::new(),
            host_module: None,
        }
    }

    /// The text before the `fn` of a function that may wait.
    pub(super) fn function_prefix(&self) -> &'static str {
        if self.asynchronous { "async " } else { "" }
    }

    /// The text after a call of a function that may wait.
    pub(super) fn wait(&self) -> &'static str {
        if self.asynchronous { ".await" } else { "" }
    }

    /// The user's type for a resource.
    pub(super) fn resource(&self, interface: &str, name: &str, rust: &str) -> Option<String> {
        let wanted = format!("{interface}/{name}");
        let given = self
            .resources
            .iter()
            .find(|(resource, _)| *resource == wanted);
        let in_module = || Some(format!("{}::{rust}", self.host_module.as_ref()?));
        given.map(|(_, path)| path.clone()).or_else(in_module)
    }
}
