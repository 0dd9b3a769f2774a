//! What remains of an adapter whose calls were taken out.

use anyhow::{Context, Result, anyhow};
use std::collections::HashSet;
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{CodeSection, ExportKind, ExportSection, ImportSection, Module};
use wasmparser::{
    CustomSectionReader, ExportSectionReader, ExternalKind, FunctionBody, ImportSectionReader,
    Parser, TypeRef,
};

/// What writing a part of the module returns.
type Reencoded<T = ()> = Result<T, reencode::Error<anyhow::Error>>;

/// An adapter to be written again.
pub struct Rest {
    /// The new number of each function; an import without one is left out.
    pub numbers: Vec<Option<u32>>,
    /// The number of the function whose body comes next.
    pub next_body: u32,
    /// Functions that nobody calls any longer; they are not exported, and their bodies go.
    pub empty: HashSet<u32>,
    /// Functions to export, under their old numbers.
    pub exports: Vec<(String, u32)>,
}

impl Rest {
    /// The module.
    pub fn print(mut self, module: &[u8]) -> Result<Vec<u8>> {
        let mut output = Module::new();
        let printed = self.parse_core_module(&mut output, Parser::new(0), module);
        printed.map_err(|error| anyhow!("{error}"))?;
        Ok(output.finish())
    }
}

impl Reencode for Rest {
    type Error = anyhow::Error;

    fn function_index(&mut self, function: u32) -> Reencoded<u32> {
        let number = self.numbers[function as usize];
        let number = number.context("a function that was taken out is used");
        number.map_err(reencode::Error::UserError)
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader) -> Reencoded {
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader,
    ) -> Reencoded {
        let mut functions = 0;
        for import in section.into_imports() {
            let import = import?;
            if let TypeRef::Func(_) = import.ty {
                functions += 1;
                if self.numbers[functions - 1].is_none() {
                    continue;
                }
            }
            utils::parse_import(self, imports, import)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader,
    ) -> Reencoded {
        for export in section {
            let export = export?;
            let is_function = export.kind == ExternalKind::Func;
            // Names in brackets are those of functions that adapters only pass to the host.
            let gone = self.empty.contains(&export.index) || export.name.starts_with('[');
            if !(is_function && gone) {
                utils::parse_export(self, exports, export)?;
            }
        }
        for (name, function) in std::mem::take(&mut self.exports) {
            let function = self.function_index(function)?;
            exports.export(&name, ExportKind::Func, function);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody) -> Reencoded {
        self.next_body += 1;
        if self.empty.contains(&(self.next_body - 1)) {
            let mut nothing = wasm_encoder::Function::new([]);
            nothing.instructions().unreachable().end();
            code.function(&nothing);
            return Ok(());
        }
        utils::parse_function_body(self, code, body)
    }
}
