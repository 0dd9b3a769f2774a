//! What the artefact must be like, so that specialising and splicing it can rely on that.

use crate::names::{
    CUT, FORBID_LEAVE, FUNCTIONS, GUEST_MEMORY_BYTES, ON_GUEST_MEMORY, PRIVATE_MEMORY, REALLOC,
};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use wasmparser::{ExternalKind, Parser, Payload, TypeRef, Validator};

/// The other exports, except those that start with `cut:`.
const OTHERS: [&str; 5] = [
    REALLOC,
    FORBID_LEAVE,
    GUEST_MEMORY_BYTES,
    PRIVATE_MEMORY,
    "wasi:cli/run@0.2.12#run",
];

/// Checks exports, imports, data, and that there is neither a table nor a start function.
pub fn check(artefact: &[u8]) -> Result<()> {
    Validator::new()
        .validate_all(artefact)
        .context("the linked adapter is invalid")?;
    let mut exports = BTreeSet::new();
    for payload in Parser::new(0).parse_all(artefact) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    check_import(&import?)?;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    let kind = if export.name == PRIVATE_MEMORY {
                        ExternalKind::Memory
                    } else {
                        ExternalKind::Func
                    };
                    ensure!(
                        export.kind == kind,
                        "export `{}` is a {:?}",
                        export.name,
                        export.kind
                    );
                    exports.insert(export.name.to_string());
                }
            }
            Payload::MemorySection(section) => {
                ensure!(
                    section.count() == 1,
                    "expected one private memory but found {}",
                    section.count()
                );
            }
            Payload::TableSection(_) | Payload::ElementSection(_) => {
                bail!(
                    "the adapter must not call through a table: no function of it may be passed as a value"
                )
            }
            Payload::DataSection(_) => {
                bail!("the adapter must not have data: statics start as zero bytes")
            }
            Payload::StartSection { .. } => bail!("the adapter must not have a start function"),
            _ => {}
        }
    }
    exports.retain(|name| !name.starts_with(CUT));
    let functions = FUNCTIONS.iter().map(|function| function.0);
    let expected: BTreeSet<String> = functions.chain(OTHERS).map(str::to_string).collect();
    let missing: Vec<_> = expected.difference(&exports).collect();
    let extra: Vec<_> = exports.difference(&expected).collect();
    ensure!(
        missing.is_empty() && extra.is_empty(),
        "exports missing: {missing:?}; unexpected: {extra:?}"
    );
    Ok(())
}

fn check_import(import: &wasmparser::Import<'_>) -> Result<()> {
    let interface = import
        .module
        .strip_prefix(ON_GUEST_MEMORY)
        .unwrap_or(import.module);
    let expected = match import.ty {
        TypeRef::Memory(_) => (import.module, import.name) == ("env", "memory"),
        TypeRef::Func(_) => {
            (interface.starts_with("wasi:") && interface.ends_with("@0.2.12"))
                || (import.module, import.name) == ("__main_module__", "_start")
        }
        _ => false,
    };
    ensure!(
        expected,
        "unexpected import `{}` `{}`",
        import.module,
        import.name
    );
    Ok(())
}
