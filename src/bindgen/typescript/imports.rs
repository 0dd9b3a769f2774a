//! Declarations of what the component imports: `ImportObject`, and the names under which `instantiate` takes it.

use super::interface::Declarations;
use super::module::Namespace;
use super::scope::Scope;
use crate::bindgen::names::without_version;
use crate::bindgen::plan::{Item, ItemKind};
use crate::bindgen::script::import_sources::used_imports;
use crate::bindgen::script::literals::{key, quoted};
use crate::bindgen::script::options::{Instantiation, Specifier};
use crate::bindgen::source::{Source, close, line, open};

impl Declarations<'_> {
    /// Whether a host has nothing to provide.
    pub fn imports_nothing(&self) -> bool {
        used_imports(self.plan).next().is_none()
    }

    /// What a host has to provide, in every mode: any host can check what it writes against these types.
    pub fn import_object(&self, out: &mut Source, scope: &mut Scope, namespaces: &[Namespace]) {
        if self.imports_nothing() {
            return;
        }
        let imports: Vec<_> = used_imports(self.plan).collect();
        if imports.iter().any(|import| is_wasi(import)) {
            out.blank();
            // preview2-shim's own types are for whole interfaces of WASI 0.2.3, not for what the component uses.
            line!(
                out,
                "/** An implementation of a WASI interface: it may have more than is asked for, and lack what is newer than it. */"
            );
            line!(out, "type Wasi<T> = {{ [name: string]: unknown }} & {{");
            line!(
                out,
                "  [K in keyof T]?: T[K] extends (...args: infer A) => infer R ? {{ f(...args: A): R }}['f'] : T[K];"
            );
            line!(out, "}};");
        }
        out.blank();
        line!(out, "/** What the component imports. */");
        open!(out, "export interface ImportObject {{");
        for import in imports {
            self.source_comment(out, import);
            let ty = self.import_type(out, scope, import, namespaces);
            line!(out, "{}: {ty};", key(&import.name));
        }
        close!(out, "}}");
    }

    /// Where the module takes an import from.
    fn source_comment(&self, out: &mut Source, import: &Item) {
        if self.options.instantiation == Instantiation::None {
            let Specifier { module, export } = self.options.source_of(import);
            match export {
                Some(export) => line!(out, "/** Taken from `{module}`, its export `{export}`. */"),
                None => line!(out, "/** Taken from `{module}`. */"),
            }
        }
    }

    fn import_type(
        &self,
        out: &mut Source,
        scope: &mut Scope,
        import: &Item,
        namespaces: &[Namespace],
    ) -> String {
        let or_default = |ty: String| match self.options.instantiation {
            Instantiation::None => ty,
            Instantiation::Async | Instantiation::Sync => format!("({ty}) | {{ default: {ty} }}"),
        };
        match &import.kind {
            ItemKind::Function(function) => {
                if let Some(docs) = self.plan.docs.get(&[&import.name]) {
                    super::declarations::document(out, Some(docs), &[]);
                }
                scope.exported = false;
                let parameters = scope.parameters(&function.ty, 0);
                let (result, _) = scope.outcome(&function.ty);
                or_default(format!("{parameters} => {result}"))
            }
            ItemKind::Instance(_) => {
                let same = |namespace: &&Namespace| std::ptr::eq(namespace.interface.item, import);
                let namespace = namespaces.iter().find(same);
                let namespace = namespace.map_or("object", |namespace| &namespace.name);
                match is_wasi(import) {
                    true => format!("Wasi<typeof {namespace}>"),
                    false => format!("typeof {namespace}"),
                }
            }
            ItemKind::Type(_) | ItemKind::Resource(_) => {
                let class = scope.item_name(import).unwrap_or("object").to_string();
                or_default(format!("typeof {class}"))
            }
        }
    }

    /// The names that `instantiate` takes for imports.
    ///
    /// Each union doubles what TypeScript compares, so there is one for a namespace and not one for an import.
    pub fn import_names(&self, out: &mut Source) {
        if self.imports_nothing() {
            return;
        }
        let mut groups: Vec<(Group, Vec<&Item>)> = Vec::new();
        for import in used_imports(self.plan) {
            let group = Group::of(import);
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, imports)) => imports.push(import),
                None => groups.push((group, vec![import])),
            }
        }
        if groups
            .iter()
            .any(|(group, _)| matches!(group, Group::Namespace(_)))
        {
            out.blank();
            line!(
                out,
                "/** Imports of a namespace, under their names, or all of them without their versions. */"
            );
            line!(
                out,
                "type Namespace<N extends string> = Of<N> | {{ [K in keyof Of<N> as K extends `${{infer P}}@${{string}}` ? P : K]: Of<N>[K] }};"
            );
            line!(
                out,
                "type Of<N extends string> = Pick<ImportObject, Extract<keyof ImportObject, `${{N}}:${{string}}`>>;"
            );
        }
        out.blank();
        line!(
            out,
            "/** What `instantiate` takes: the imports, where names may lack their versions. */"
        );
        let groups: Vec<_> = groups
            .iter()
            .map(|(group, imports)| group.ty(imports))
            .collect();
        line!(out, "export type Imports = {};", groups.join("\n  & "));
    }
}

/// Imports whose names are chosen together.
#[derive(PartialEq, Eq)]
enum Group<'a> {
    /// Versioned interfaces of one namespace.
    Namespace(&'a str),
    /// Labels of one interface, which a function from labels may provide.
    Labels(&'a str),
    /// Imports that have one name only.
    Plain,
}

impl Group<'_> {
    fn of(import: &Item) -> Group<'_> {
        match (&import.implements, import.name.split_once(':')) {
            (Some(interface), _) => Group::Labels(interface),
            (None, Some((namespace, rest))) if rest.contains('@') => Group::Namespace(namespace),
            _ => Group::Plain,
        }
    }

    /// The type of an object with these imports.
    fn ty(&self, imports: &[&Item]) -> String {
        let names: Vec<_> = imports.iter().map(|import| quoted(&import.name)).collect();
        let own = format!("Pick<ImportObject, {}>", names.join(" | "));
        match self {
            Group::Namespace(namespace) => format!("Namespace<{}>", quoted(namespace)),
            Group::Plain => own,
            Group::Labels(interface) => {
                let all = names.iter().map(|name| format!("ImportObject[{name}]"));
                let function =
                    format!("(label: string) => {}", all.collect::<Vec<_>>().join(" & "));
                let mut ty = format!("({own} | {{ {}: {function} }}", quoted(interface));
                let plain = without_version(interface);
                if plain != *interface {
                    ty.push_str(&format!(" | {{ {}: {function} }}", quoted(plain)));
                }
                ty + ")"
            }
        }
    }
}

fn is_wasi(import: &Item) -> bool {
    import.implements.is_none() && import.name.starts_with("wasi:")
}
