//! TypeScript declarations: one file for the module, and one for each interface under `interfaces/`.

use crate::bindgen::Files;
use crate::bindgen::js::function_name::FunctionName;
use crate::bindgen::js::options::Options;
use crate::bindgen::js::reserved::KEYWORDS;
use crate::bindgen::js::shape::functions_of;
use crate::bindgen::js::types::declarations::{TypeNames, document};
use crate::bindgen::names::{Names, pascal_case, without_version};
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{Function, Item, ItemKind, Plan, ResourceId};
use crate::bindgen::source::{Source, close, line, open};
use std::collections::{BTreeSet, HashMap};

/// An interface that has a file.
pub struct Interface<'a> {
    pub item: &'a Item,
    pub imported: bool,
    /// Name of its file, without the ending.
    pub file: String,
    /// Name of its namespace in the module's file.
    pub namespace: String,
}

/// Adds all declaration files.
pub fn declare(plan: &Plan, options: &Options, files: &mut Files) {
    let mut names = Names::reserving(KEYWORDS);
    let mut interfaces = Vec::new();
    for (items, imported) in [(&plan.imports, true), (&plan.exports, false)] {
        for item in items
            .iter()
            .filter(|item| matches!(item.kind, ItemKind::Instance(_)))
        {
            let plain = without_version(&item.name);
            let plain: String = plain
                .chars()
                .map(|c| if c.is_alphanumeric() { c } else { '_' })
                .collect();
            let file = names.take(&plain).replace('_', "-");
            let namespace = names.take(&pascal_case(&file));
            interfaces.push(Interface {
                item,
                imported,
                file,
                namespace,
            });
        }
    }
    let declarations = Declarations {
        plan,
        options,
        interfaces,
    };
    for interface in &declarations.interfaces {
        let text = declarations.interface(interface);
        files.add(
            &format!("interfaces/{}.d.ts", interface.file),
            text.into_bytes(),
        );
    }
    files.add(
        &format!("{}.d.ts", options.name),
        declarations.module().into_bytes(),
    );
}

pub struct Declarations<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub interfaces: Vec<Interface<'a>>,
}

impl Declarations<'_> {
    /// The file that a resource type's class is declared in, and its name there.
    fn class_home(&self, resource: ResourceId) -> Option<(&str, String)> {
        let mentions = self.interfaces.iter().flat_map(|interface| {
            let items = interface
                .item
                .items()
                .iter()
                .filter(move |item| item.resource() == Some(resource));
            items.map(move |item| (interface, item))
        });
        let mentions: Vec<_> = mentions.collect();
        let with_functions = mentions
            .iter()
            .find(|(interface, item)| !functions_of(interface.item.items(), &item.name).is_empty());
        let (interface, item) = with_functions.or_else(|| mentions.first())?;
        Some((&interface.file, pascal_case(&item.name)))
    }

    pub fn type_names<'i>(
        &self,
        items: impl Iterator<Item = &'i Item> + Clone,
        file: Option<&str>,
    ) -> TypeNames<'_> {
        let mut named = HashMap::new();
        for item in items.clone() {
            if let ItemKind::Type(ty) = &item.kind
                && matches!(
                    self.plan.types[*ty].kind,
                    TypeKind::Record(_)
                        | TypeKind::Variant(_)
                        | TypeKind::Enum(_)
                        | TypeKind::Flags(_)
                )
            {
                named.entry(*ty).or_insert_with(|| pascal_case(&item.name));
            }
        }
        let mut classes = HashMap::new();
        for resource in (0..self.plan.resources.len()).map(ResourceId::from) {
            let local = items.clone().find(|item| item.resource() == Some(resource));
            if let Some(item) = local {
                classes.insert(resource, pascal_case(&item.name));
            } else if let Some((home, name)) = self.class_home(resource) {
                let folder = if file.is_some() { "." } else { "./interfaces" };
                let name = format!("import('{folder}/{home}.js').{name}");
                classes.insert(resource, name);
            }
        }
        TypeNames {
            plan: self.plan,
            named,
            classes,
            generics: BTreeSet::new(),
        }
    }

    fn interface(&self, interface: &Interface) -> String {
        let item = interface.item;
        let mut types = self.type_names(item.items().iter(), Some(&interface.file));
        let mut out = Source::default();
        let scope = item.implements.as_deref().unwrap_or(&item.name);
        self.items(&mut out, &mut types, item.items(), Some((scope, interface)));
        self.finish(
            out,
            &types,
            &format!("Interface `{}`.", item.name),
            self.plan.docs.get(&[&item.name]),
        )
    }

    /// Puts a file together, with the generic types it uses.
    pub fn finish(
        &self,
        body: Source,
        types: &TypeNames,
        title: &str,
        docs: Option<&str>,
    ) -> String {
        let mut out = Source::default();
        line!(out, "/// <reference lib=\"esnext.disposable\" />");
        let docs = docs.map(|docs| format!("{title}\n\n{docs}"));
        document(
            &mut out,
            Some(docs.as_deref().unwrap_or(title)),
            &["@module".to_string()],
        );
        out.blank();
        out.block(body.as_str());
        for generic in &types.generics {
            out.blank();
            match *generic {
                "Option" => line!(
                    out,
                    "export type Option<T> = {{ tag: 'none' }} | {{ tag: 'some', val: T }};"
                ),
                "Result" => {
                    line!(
                        out,
                        "export type Result<T, E> = {{ tag: 'ok', val: T }} | {{ tag: 'err', val: E }};"
                    );
                }
                _ => {
                    line!(
                        out,
                        "/** What a function throws whose result is an error. */"
                    );
                    open!(out, "export interface ComponentError<E> extends Error {{");
                    line!(out, "readonly payload: E;");
                    close!(out, "}}");
                }
            }
        }
        // Without this, declarations without `export` would be exported too.
        line!(out, "export {{}};");
        out.as_str().to_string()
    }

    /// Types, classes and functions of an instance, or of the component.
    pub fn items(
        &self,
        out: &mut Source,
        types: &mut TypeNames,
        items: &[Item],
        scope: Option<(&str, &Interface)>,
    ) {
        let mut declared = BTreeSet::new();
        for item in items {
            let name = pascal_case(&item.name);
            let docs = |part: Option<&str>| {
                let path: Vec<&str> = scope
                    .map(|(scope, _)| scope)
                    .into_iter()
                    .chain([item.name.as_str()])
                    .chain(part)
                    .collect();
                self.plan.docs.get(&path)
            };
            match &item.kind {
                ItemKind::Type(ty) if declared.insert(name.clone()) => {
                    out.blank();
                    match types.named.get(ty) {
                        Some(first) if *first != name => {
                            line!(out, "export type {name} = {first};")
                        }
                        _ => types.declare(out, &name, *ty, &docs),
                    }
                }
                ItemKind::Resource(resource) => {
                    out.blank();
                    self.class(out, types, *resource, items, (item, scope));
                }
                ItemKind::Function(function) => {
                    if let FunctionName::Free(name) = FunctionName::parse(&item.name) {
                        let docs = docs(None);
                        self.function(out, types, &name, function, docs);
                    }
                }
                ItemKind::Instance(_) | ItemKind::Type(_) => {}
            }
        }
    }

    fn function(
        &self,
        out: &mut Source,
        types: &mut TypeNames,
        name: &str,
        function: &Function,
        docs: Option<&str>,
    ) {
        out.blank();
        let signature = signature(out, types, function, 0, docs);
        if KEYWORDS.contains(&name) {
            line!(out, "declare function {name}_{signature};");
            line!(out, "export {{ {name}_ as {name} }};");
        } else {
            line!(out, "export function {name}{signature};");
        }
    }

    fn class(
        &self,
        out: &mut Source,
        types: &mut TypeNames,
        resource: Option<ResourceId>,
        items: &[Item],
        (item, scope): (&Item, Option<(&str, &Interface)>),
    ) {
        let name = pascal_case(&item.name);
        let home = resource.and_then(|resource| self.class_home(resource));
        let here = scope.map(|(_, interface)| interface.file.as_str());
        if let Some((file, class)) = home
            && (Some(file) != here || class != name)
        {
            let folder = if here.is_some() { "." } else { "./interfaces" };
            line!(
                out,
                "export type {name} = import('{folder}/{file}.js').{class};"
            );
            return;
        }
        document(out, self.docs_in(scope, &item.name), &[]);
        open!(out, "export class {name} {{");
        self.class_members(out, types, items, (item, scope));
        let optional = if scope.is_some_and(|(_, interface)| interface.imported) {
            "?"
        } else {
            ""
        };
        line!(out, "[Symbol.dispose]{optional}(): void;");
        close!(out, "}}");
    }

    /// The documentation of an item of an interface, or of the component.
    fn docs_in(&self, scope: Option<(&str, &Interface)>, name: &str) -> Option<&str> {
        let path: Vec<&str> = scope
            .map(|(scope, _)| scope)
            .into_iter()
            .chain([name])
            .collect();
        self.plan.docs.get(&path)
    }

    /// Constructor, methods and static functions.
    fn class_members(
        &self,
        out: &mut Source,
        types: &mut TypeNames,
        items: &[Item],
        (item, scope): (&Item, Option<(&str, &Interface)>),
    ) {
        let mut constructed = false;
        for function_item in items {
            let (function_name, Some(function)) = (
                FunctionName::parse(&function_item.name),
                function_item.function(),
            ) else {
                continue;
            };
            if function_name.resource() != Some(&item.name) {
                continue;
            }
            let docs = self.docs_in(scope, &function_item.name);
            match &function_name {
                FunctionName::Constructor(_) => {
                    constructed = true;
                    let signature = signature(out, types, function, 0, docs);
                    line!(
                        out,
                        "constructor{};",
                        signature
                            .split("): ")
                            .next()
                            .map_or(String::new(), |s| format!("{s})"))
                    );
                }
                FunctionName::Method(_, name) => {
                    let signature = signature(out, types, function, 1, docs);
                    line!(out, "{name}{signature};");
                }
                FunctionName::Static(_, name) | FunctionName::Free(name) => {
                    let signature = signature(out, types, function, 0, docs);
                    line!(out, "static {name}{signature};");
                }
            }
        }
        if !constructed {
            line!(out, "private constructor();");
        }
    }
}

/// `(a: number): string`, after the documentation of the function.
pub fn signature(
    out: &mut Source,
    types: &mut TypeNames,
    function: &Function,
    skip: usize,
    docs: Option<&str>,
) -> String {
    let parameters = types.parameters(&function.ty, skip);
    let (result, error) = types.outcome(&function.ty);
    let tags: Vec<_> = error
        .iter()
        .map(|error| format!("@throws {{ComponentError<{error}>}}"))
        .collect();
    document(out, docs, &tags);
    format!("{parameters}: {result}")
}
