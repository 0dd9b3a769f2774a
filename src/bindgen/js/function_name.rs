//! Names of component functions, taken apart.

use crate::bindgen::names::{camel_case, interface_name, pascal_case};

/// A function of an interface in the words of JavaScript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionName {
    /// `name`
    Free(String),
    /// `new Class`
    Constructor(String),
    /// `instance.name`
    Method(String, String),
    /// `Class.name`
    Static(String, String),
}

impl FunctionName {
    /// Takes a component function's name apart: `[method]output-stream.write`.
    pub fn parse(name: &str) -> FunctionName {
        let member = |rest: &str| {
            let (resource, member) = rest.split_once('.').unwrap_or((rest, ""));
            (resource.to_string(), camel_case(member))
        };
        if let Some(resource) = name.strip_prefix("[constructor]") {
            FunctionName::Constructor(resource.to_string())
        } else if let Some(rest) = name.strip_prefix("[method]") {
            let (resource, name) = member(rest);
            // A class has its constructor under this name.
            let name = if name == "constructor" {
                "constructor2".to_string()
            } else {
                name
            };
            FunctionName::Method(resource, name)
        } else if let Some(rest) = name.strip_prefix("[static]") {
            let (resource, name) = member(rest);
            // That of a class cannot be replaced.
            let name = if name == "prototype" {
                "prototype2".to_string()
            } else {
                name
            };
            FunctionName::Static(resource, name)
        } else {
            FunctionName::Free(camel_case(name))
        }
    }

    /// The resource it belongs to, by its name in WIT.
    pub fn resource(&self) -> Option<&str> {
        match self {
            FunctionName::Free(_) => None,
            FunctionName::Constructor(resource)
            | FunctionName::Method(resource, _)
            | FunctionName::Static(resource, _) => Some(resource),
        }
    }

    /// How messages call it.
    pub fn display(&self, scope: Option<&str>) -> String {
        let scope = scope
            .map(|scope| format!("{}.", camel_case(interface_name(scope))))
            .unwrap_or_default();
        match self {
            FunctionName::Free(name) => format!("{scope}{name}"),
            FunctionName::Constructor(resource) => format!("new {scope}{}", pascal_case(resource)),
            FunctionName::Method(resource, name) | FunctionName::Static(resource, name) => {
                format!("{scope}{}.{name}", pascal_case(resource))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FunctionName;

    #[test]
    fn functions_of_resources_are_told_from_free_ones() {
        let name = FunctionName::parse("[method]output-stream.blocking-flush");
        assert_eq!(
            name,
            FunctionName::Method("output-stream".into(), "blockingFlush".into())
        );
        assert_eq!(
            name.display(Some("wasi:io/streams@0.2.0")),
            "streams.OutputStream.blockingFlush"
        );
        assert_eq!(
            FunctionName::parse("[constructor]a-b"),
            FunctionName::Constructor("a-b".into())
        );
        assert_eq!(FunctionName::parse("do-it").display(None), "doIt");
        assert_eq!(
            FunctionName::parse("[method]a.constructor"),
            FunctionName::Method("a".into(), "constructor2".into())
        );
        assert_eq!(
            FunctionName::parse("[static]a.prototype"),
            FunctionName::Static("a".into(), "prototype2".into())
        );
    }
}
