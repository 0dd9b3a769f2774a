//! What the artefact must be like, so that specialising and splicing it can rely on that.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use wasmparser::{ExternalKind, Parser, Payload, TypeRef, Validator};

/// The functions of `wasi_snapshot_preview1`.
const PREVIEW1: [&str; 46] = [
    "args_get",
    "args_sizes_get",
    "clock_res_get",
    "clock_time_get",
    "environ_get",
    "environ_sizes_get",
    "fd_advise",
    "fd_allocate",
    "fd_close",
    "fd_datasync",
    "fd_fdstat_get",
    "fd_fdstat_set_flags",
    "fd_fdstat_set_rights",
    "fd_filestat_get",
    "fd_filestat_set_size",
    "fd_filestat_set_times",
    "fd_pread",
    "fd_prestat_dir_name",
    "fd_prestat_get",
    "fd_pwrite",
    "fd_read",
    "fd_readdir",
    "fd_renumber",
    "fd_seek",
    "fd_sync",
    "fd_tell",
    "fd_write",
    "path_create_directory",
    "path_filestat_get",
    "path_filestat_set_times",
    "path_link",
    "path_open",
    "path_readlink",
    "path_remove_directory",
    "path_rename",
    "path_symlink",
    "path_unlink_file",
    "poll_oneoff",
    "proc_exit",
    "proc_raise",
    "random_get",
    "sched_yield",
    "sock_accept",
    "sock_recv",
    "sock_send",
    "sock_shutdown",
];

/// The other exports, beside those that start with `cut:`.
const OTHERS: [&str; 5] = [
    "cabi_import_realloc",
    "forbid-leave",
    "guest-memory-bytes",
    "private-memory",
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
                    let kind = if export.name == "private-memory" {
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
    exports.retain(|name| !name.starts_with("cut:"));
    let expected: BTreeSet<String> = PREVIEW1
        .into_iter()
        .chain(OTHERS)
        .map(str::to_string)
        .collect();
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
        .strip_prefix("on-guest-memory:")
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
