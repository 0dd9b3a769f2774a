//! The declaration file of the module: what it exports, or what `instantiate` takes and gives.

pub mod declarations;
pub mod interface;

use self::declarations::TypeNames;
use self::interface::{Declarations, signature};
use crate::bindgen::js::function_name::FunctionName;
use crate::bindgen::js::generator::quoted;
use crate::bindgen::js::options::Instantiation;
use crate::bindgen::names::{camel_case, interface_name, without_version};
use crate::bindgen::plan::{Item, ItemKind};
use crate::bindgen::source::{Source, close, line, open};
use std::collections::BTreeSet;

impl Declarations<'_> {
    /// The file of the module.
    pub fn module(&self) -> String {
        let plan = self.plan;
        let mut types = self.type_names(plan.imports.iter().chain(&plan.exports), None);
        let mut out = Source::default();
        for interface in &self.interfaces {
            let (namespace, file) = (&interface.namespace, &interface.file);
            let keyword = if self.options.instantiation == Instantiation::None {
                ""
            } else {
                "type "
            };
            line!(
                out,
                "import {keyword}* as {namespace} from './interfaces/{file}.js';"
            );
        }
        if self.options.instantiation == Instantiation::None {
            self.root_types(&mut out, &mut types, &plan.imports);
            self.items(&mut out, &mut types, &plan.exports, None);
            self.namespaces(&mut out);
        } else {
            self.instantiate(&mut out, &mut types);
        }
        self.finish(out, &types, "A component.", None)
    }

    /// Types that stand beside functions and instances.
    fn root_types(&self, out: &mut Source, types: &mut TypeNames, items: &[Item]) {
        for item in items {
            if matches!(item.kind, ItemKind::Type(_) | ItemKind::Resource(_)) {
                self.items(out, types, std::slice::from_ref(item), None);
            }
        }
    }

    /// Exported instances, under their short names and those of their interfaces.
    fn namespaces(&self, out: &mut Source) {
        let mut taken = BTreeSet::new();
        out.blank();
        for interface in self
            .interfaces
            .iter()
            .filter(|interface| !interface.imported)
        {
            let (namespace, name) = (&interface.namespace, &interface.item.name);
            let short = camel_case(interface_name(name));
            if taken.insert(short.clone()) {
                line!(out, "export {{ {namespace} as {short} }};");
            }
            if name.contains(':') {
                line!(out, "export {{ {namespace} as {} }};", quoted(name));
            }
        }
    }

    fn instantiate(&self, out: &mut Source, types: &mut TypeNames) {
        let plan = self.plan;
        self.root_types(out, types, &plan.imports);
        self.root_types(out, types, &plan.exports);
        out.blank();
        line!(
            out,
            "/** One of several names may be used for an import. */"
        );
        line!(
            out,
            "type Named<K extends string, T> = {{ [P in K]: {{ [Q in P]: T }} }}[K];"
        );
        out.blank();
        line!(out, "/** What the component imports. */");
        let imports = self.import_types(types);
        line!(
            out,
            "export type ImportObject = {};",
            if imports.is_empty() {
                "object".to_string()
            } else {
                imports.join("\n  & ")
            }
        );
        out.blank();
        line!(out, "/** What the component exports. */");
        open!(out, "export interface Exports {{");
        for item in &plan.exports {
            if let (FunctionName::Free(name), Some(function)) =
                (FunctionName::parse(&item.name), item.function())
            {
                let signature = signature(out, types, function, 0, plan.docs.get(&[&item.name]));
                line!(out, "{name}{signature};");
            }
        }
        let mut taken = BTreeSet::new();
        for interface in self
            .interfaces
            .iter()
            .filter(|interface| !interface.imported)
        {
            let name = &interface.item.name;
            let short = camel_case(interface_name(name));
            if taken.insert(short.clone()) {
                line!(out, "{short}: typeof {};", interface.namespace);
            }
            if name.contains(':') {
                line!(out, "{}: typeof {};", quoted(name), interface.namespace);
            }
        }
        close!(out, "}}");
        out.blank();
        self.instantiate_function(out);
    }

    fn instantiate_function(&self, out: &mut Source) {
        let (module, instance, exports) = match self.options.instantiation {
            Instantiation::Sync => ("WebAssembly.Module", "WebAssembly.Instance", "Exports"),
            Instantiation::None | Instantiation::Async => (
                "WebAssembly.Module | Promise<WebAssembly.Module>",
                "WebAssembly.Instance | Promise<WebAssembly.Instance>",
                "Promise<Exports>",
            ),
        };
        line!(
            out,
            "/** Instantiates the component; `getCoreModule` gives its core modules by their file names. */"
        );
        open!(out, "export function instantiate(");
        line!(out, "getCoreModule: (path: string) => {module},");
        line!(out, "imports: ImportObject,");
        line!(
            out,
            "instantiateCore?: (module: WebAssembly.Module, imports: Record<string, any>) => {instance},"
        );
        close!(out, "): {exports};");
    }

    fn import_types(&self, types: &mut TypeNames) -> Vec<String> {
        let mut imports = Vec::new();
        for item in &self.plan.imports {
            if let Some(function) = item.function() {
                let parameters = types.parameters(&function.ty, 0);
                let (result, _) = types.outcome(&function.ty);
                let function = format!("{parameters} => {result}");
                let name = quoted(&item.name);
                imports.push(format!(
                    "Named<{name}, ({function}) | {{ default: {function} }}>"
                ));
            }
        }
        for interface in self
            .interfaces
            .iter()
            .filter(|interface| interface.imported)
        {
            let (name, plain) = (&interface.item.name, without_version(&interface.item.name));
            let object = format!("typeof {}", interface.namespace);
            imports.push(match &interface.item.implements {
                Some(implemented) => {
                    let by_interface = format!(
                        "Named<{} | {}, (label: string) => {object}>",
                        quoted(implemented),
                        quoted(without_version(implemented))
                    );
                    format!("(Named<{}, {object}> | {by_interface})", quoted(name))
                }
                None if plain != name => {
                    format!("Named<{} | {}, {object}>", quoted(name), quoted(plain))
                }
                None => format!("Named<{}, {object}>", quoted(name)),
            });
        }
        imports
    }
}
