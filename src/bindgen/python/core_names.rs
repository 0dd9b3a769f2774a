//! Names of core items and of types in the generated code.

use super::names::{quoted, snake_case};
use crate::bindgen::names::{Names, interface_name};
use crate::bindgen::plan::surface::function_kind;
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{CoreDef, ImportPath, Plan, ResourceId, TableId, Trampoline};

/// A distinct name for each trampoline.
pub fn trampoline_names(plan: &Plan, class: impl Fn(ResourceId) -> String) -> Vec<String> {
    let mut names = Names::default();
    let of_table = |word: &str, table: TableId| {
        let resource = plan.tables[table].map(|table| class(table.resource));
        format!("{word}_{}", resource.unwrap_or_default())
    };
    let wanted = plan.trampolines.iter().map(|trampoline| match trampoline {
        Trampoline::LowerImport { import, .. } => format!("import_{}", import_name(plan, import)),
        Trampoline::Transcode { op, .. } => format!("transcode_{op:?}"),
        Trampoline::ResourceNew { table } => of_table("new", *table),
        Trampoline::ResourceRep { table } => of_table("rep", *table),
        Trampoline::ResourceDrop { table } => of_table("drop", *table),
        Trampoline::TransferOwn => "transfer_own".to_string(),
        Trampoline::TransferBorrow => "transfer_borrow".to_string(),
        Trampoline::EnterCall => "enter_call".to_string(),
        Trampoline::ExitCall => "exit_call".to_string(),
        Trampoline::Trap => "trap".to_string(),
        _ => "asynchronous".to_string(),
    });
    wanted.map(|wanted| names.take(&wanted)).collect()
}

/// `log_write` for the function `write` of the interface `acme:shop/log`.
fn import_name(plan: &Plan, import: &ImportPath) -> String {
    let item = plan.imports[import.import].name.as_str();
    let mut parts = import.names.iter().map(String::as_str);
    let function = parts.next_back();
    let words = function.map(|_| interface_name(item)).into_iter();
    let (kind, name) = function_kind(function.unwrap_or(item));
    let words = words.chain(kind.resource()).chain([name]);
    let words = words.filter(|word| !word.is_empty()).map(snake_case);
    words.collect::<Vec<_>>().join("_")
}

/// How the code refers to a core item, where `component` has the exports and the functions of the host, `trampolines`.
pub fn core_def(def: &CoreDef, component: &str, trampolines: &[String]) -> String {
    match def {
        CoreDef::Export(export) => {
            let name = quoted(&export.name);
            format!("{component}exports{}[{name}]", export.instance)
        }
        CoreDef::Flags(instance) => format!("{component}instance{instance}.flags"),
        CoreDef::Trampoline(index) => format!("{component}{}", trampolines[index.index()]),
        CoreDef::Context { .. } | CoreDef::MayBlock => {
            unreachable!("asynchronous components are refused")
        }
    }
}

/// What a type without a class is called in names of functions for it.
pub fn kind_name(kind: &TypeKind) -> String {
    let name = match kind {
        TypeKind::List(_) | TypeKind::FixedLengthList(..) => "list",
        TypeKind::Map(_) => "map",
        TypeKind::Record(_) => "record",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Variant(_) => "variant",
        TypeKind::Enum(_) => "enum",
        TypeKind::Option(_) => "option",
        TypeKind::Result(_) => "result",
        TypeKind::Flags(_) => "flags",
        TypeKind::Own(_) | TypeKind::Borrow(_) => "handle",
        TypeKind::End(_) => "end",
        scalar => return format!("{scalar:?}").to_lowercase(),
    };
    name.to_string()
}
