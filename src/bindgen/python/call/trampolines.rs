//! Trampolines: what core modules call. Most are lowered imports, functions of the host.

use crate::bindgen::plan::call::Call;
use crate::bindgen::plan::{
    ImportPath, MemoryId, ResourceOrigin, TableId, Trampoline, TrampolineId, Transcode,
};
use crate::bindgen::python::generator::{Generator, letters};
use crate::bindgen::python::module::Module;
use crate::bindgen::python::names::quoted;

impl Generator<'_> {
    /// An expression for a trampoline's function; `host` is the file of lowered imports.
    pub fn trampoline(
        &mut self,
        module: &mut Module,
        host: &mut Module,
        index: TrampolineId,
    ) -> String {
        let plan = self.plan;
        let trampoline = &plan.trampolines[index];
        let signature = trampoline.signature();
        let (params, results) = (signature.params.len(), signature.results.len());
        let call = match trampoline {
            Trampoline::LowerImport { import, call, .. } => {
                return self.lowered_function(module, host, (index, import, call));
            }
            Trampoline::Transcode { op, from, to } => self.transcoder(module, *op, *from, *to),
            Trampoline::ResourceNew { table } => {
                self.table_function(module, "resource_new", *table)
            }
            Trampoline::ResourceRep { table } => {
                self.table_function(module, "resource_rep", *table)
            }
            Trampoline::ResourceDrop { table } => self.resource_drop(module, *table),
            Trampoline::TransferOwn => {
                format!(
                    "{}(tables)",
                    module.runtime(&mut self.runtime, "transfer_own")
                )
            }
            Trampoline::TransferBorrow => {
                format!(
                    "{}(state, tables)",
                    module.runtime(&mut self.runtime, "transfer_borrow")
                )
            }
            Trampoline::EnterCall => {
                format!("{}(state)", module.runtime(&mut self.runtime, "enter_call"))
            }
            Trampoline::ExitCall => {
                format!("{}(state)", module.runtime(&mut self.runtime, "exit_call"))
            }
            Trampoline::Builtin { .. }
            | Trampoline::GuestCall(_)
            | Trampoline::TransferStream
            | Trampoline::TransferFuture
            | Trampoline::TransferErrorContext
            | Trampoline::Wait
            | Trampoline::Take { .. }
            | Trampoline::Done { .. } => {
                unreachable!("asynchronous components are refused")
            }
            Trampoline::Trap => self.trap_function(module),
        };
        let function = module.runtime(&mut self.runtime, "word_function");
        format!("{function}(state, {call}, {params}, {results})")
    }

    /// An expression for the function of a lowered import.
    fn lowered_function(
        &mut self,
        module: &mut Module,
        host: &mut Module,
        (index, import, call): (TrampolineId, &ImportPath, &Call),
    ) -> String {
        self.lowered_import(host, index, import, call);
        let target = self.import_target(module, import);
        let instance = self.instance(call.context.instance);
        let memory = match call.context.view {
            Some(view) => format!("self.memory{view}"),
            None => format!(
                "{}(state, self.{instance})",
                module.runtime(&mut self.runtime, "Memory"),
            ),
        };
        let lower = format!(
            "{}.{}",
            module.sibling("_host"),
            self.trampoline_name(index)
        );
        let function = module.runtime(&mut self.runtime, "host_function");
        format!(
            "{function}(state, {lower}(state, self.{instance}, {memory}, {target}), '{}', '{}')",
            letters(&call.signature.params),
            letters(&call.signature.results)
        )
    }

    /// An expression for the trap of calls between component instances.
    fn trap_function(&mut self, module: &mut Module) -> String {
        let texts = self.plan.trap_texts.iter();
        let texts = texts.map(|(code, text)| format!("{code}: {}", quoted(text)));
        let texts = texts.collect::<Vec<_>>().join(", ");
        format!(
            "{}(state, {{{texts}}})",
            module.runtime(&mut self.runtime, "trap_with")
        )
    }

    fn table_function(
        &mut self,
        module: &mut Module,
        piece: &'static str,
        table: TableId,
    ) -> String {
        let table = self.plan.tables[table].expect("core code has tables of its own instances");
        let make = module.runtime(&mut self.runtime, piece);
        let instance = self.instance(table.instance);
        format!("{make}(self.{instance}, {})", table.resource)
    }

    fn resource_drop(&mut self, module: &mut Module, table: TableId) -> String {
        let table = self.plan.tables[table].expect("core code has tables of its own instances");
        let host = match self.plan.resources[table.resource].origin {
            ResourceOrigin::Imported(_) => "True",
            ResourceOrigin::Defined { .. } => "False",
        };
        let make = module.runtime(&mut self.runtime, "resource_drop");
        let instance = self.instance(table.instance);
        format!("{make}(state, self.{instance}, {}, {host})", table.resource)
    }

    fn transcoder(
        &mut self,
        module: &mut Module,
        op: Transcode,
        from: MemoryId,
        to: MemoryId,
    ) -> String {
        let (make, encoding) = match op {
            Transcode::CopyUtf8 => ("transcode_copy", Some("utf-8")),
            Transcode::CopyUtf16 => ("transcode_copy", Some("utf-16-le")),
            Transcode::CopyLatin1 => ("transcode_copy", Some("latin-1")),
            Transcode::Latin1ToUtf16 => ("latin1_to_utf16", None),
            Transcode::Latin1ToUtf8 => ("to_utf8", Some("latin-1")),
            Transcode::Utf16ToUtf8 => ("to_utf8", Some("utf-16-le")),
            Transcode::Utf16ToCompactProbablyUtf16 => ("utf16_to_probably_utf16", None),
            Transcode::Utf16ToCompactUtf16 => ("to_compact_utf16", Some("utf-16-le")),
            Transcode::Utf8ToCompactUtf16 => ("to_compact_utf16", Some("utf-8")),
            Transcode::Utf16ToLatin1 => ("utf16_to_latin1", None),
            Transcode::Utf8ToLatin1 => ("utf8_to_latin1", None),
            Transcode::Utf8ToUtf16 => ("utf8_to_utf16", None),
        };
        let make = module.runtime(&mut self.runtime, make);
        let encoding = encoding.map_or(String::new(), |encoding| format!(", '{encoding}'"));
        format!(
            "{make}(self.memory{}, self.memory{}{encoding})",
            self.plan.any_view(from),
            self.plan.any_view(to)
        )
    }
}
