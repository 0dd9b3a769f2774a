//! Writes what a draft reaches as a core module.

use super::reached::{Reached, Walked, plain};
use super::{Draft, Kind};
use anyhow::Result;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, FunctionSection, GlobalSection, ImportSection, MemorySection, Module, NameMap,
    NameSection, StartSection, TableSection, TypeSection,
};

impl Draft {
    /// Writes the module.
    pub fn write(&self) -> Result<Vec<u8>> {
        let mut writing = Writing {
            draft: self,
            reached: Reached::by(self)?,
        };
        let mut module = Module::new();
        writing.declarations(&mut module).map_err(plain)?;
        writing.contents(&mut module).map_err(plain)?;
        writing.names(&mut module).map_err(plain)?;
        Ok(module.finish())
    }
}

struct Writing<'d> {
    draft: &'d Draft,
    reached: Reached,
}

/// Adds a section, unless it is empty.
macro_rules! add {
    ($module:expr, $section:expr) => {
        if !$section.is_empty() {
            $module.section(&$section);
        }
    };
}

impl Writing<'_> {
    /// Everything up to the exports.
    fn declarations(&mut self, module: &mut Module) -> Walked<()> {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        for (index, ty) in (0..).zip(&self.draft.types) {
            if self.reached.has_type(index) {
                let ty = self.reached.func_type(ty.clone())?;
                types.ty().func_type(&ty);
            }
        }
        for (_, function) in self.defined(Kind::Function, &self.draft.functions) {
            functions.function(self.reached.type_index(function.ty)?);
        }
        add!(module, types);
        let imports = self.imports()?;
        add!(module, imports);
        add!(module, functions);

        let mut tables = TableSection::new();
        for (_, table) in self.defined(Kind::Table, &self.draft.tables) {
            tables.table(self.reached.table_type(*table)?);
        }
        add!(module, tables);
        let mut memories = MemorySection::new();
        for (_, memory) in self.defined(Kind::Memory, &self.draft.memories) {
            memories.memory(self.reached.memory_type(*memory)?);
        }
        add!(module, memories);
        let mut globals = GlobalSection::new();
        for (_, global) in self.defined(Kind::Global, &self.draft.globals) {
            let ty = self.reached.global_type(global.ty)?;
            let value = global.value.as_deref().unwrap_or_default();
            globals.global(ty, &self.reached.value(value)?);
        }
        add!(module, globals);
        let mut exports = ExportSection::new();
        for export in &self.draft.exports {
            let index = self.reached.new_index(export.kind, export.index)?;
            exports.export(&export.name, export_kind(export.kind), index);
        }
        add!(module, exports);
        Ok(())
    }

    fn imports(&mut self) -> Walked<ImportSection> {
        let mut section = ImportSection::new();
        for import in &self.draft.imports {
            if !self.reached.has(import.kind, import.index) {
                continue;
            }
            let (index, reached) = (import.index as usize, &mut self.reached);
            let ty = match import.kind {
                Kind::Function => {
                    EntityType::Function(reached.type_index(self.draft.functions[index].ty)?)
                }
                Kind::Table => EntityType::Table(reached.table_type(self.draft.tables[index])?),
                Kind::Memory => {
                    EntityType::Memory(reached.memory_type(self.draft.memories[index])?)
                }
                Kind::Global => {
                    EntityType::Global(reached.global_type(self.draft.globals[index].ty)?)
                }
            };
            section.import(&import.module, &import.name, ty);
        }
        Ok(section)
    }

    /// The start function, the segments and the code.
    fn contents(&mut self, module: &mut Module) -> Walked<()> {
        if let Some(start) = self.draft.start {
            let function_index = self.reached.function_index(start)?;
            module.section(&StartSection { function_index });
        }
        let mut elements = ElementSection::new();
        for segment in &self.draft.elements {
            let is_reached = |function: &&u32| self.reached.has(Kind::Function, **function);
            let functions: Vec<u32> = segment
                .functions
                .iter()
                .filter(is_reached)
                .copied()
                .collect();
            let functions = functions
                .into_iter()
                .map(|function| self.reached.function_index(function));
            let functions = Elements::Functions(functions.collect::<Walked<Vec<_>>>()?.into());
            match segment.at {
                Some((table, slot)) => {
                    let table = self.reached.table_index(table)?;
                    // Without its number the first table takes a shorter form.
                    let table = (table > 0).then_some(table);
                    elements.active(table, &ConstExpr::i32_const(slot), functions)
                }
                None => elements.declared(functions),
            };
        }
        add!(module, elements);
        let mut code = CodeSection::new();
        for (_, function) in self.defined(Kind::Function, &self.draft.functions) {
            let body = function.body.as_deref().unwrap_or_default();
            self.reached.body(&mut code, body)?;
        }
        add!(module, code);
        let mut data = DataSection::new();
        for segment in &self.draft.data {
            let memory = self.reached.memory_index(segment.memory)?;
            let address = ConstExpr::i32_const(segment.address);
            data.active(memory, &address, segment.bytes.iter().copied());
        }
        add!(module, data);
        Ok(())
    }

    /// The names for debugging, of what has one.
    fn names(&mut self, module: &mut Module) -> Walked<()> {
        let functions = self.draft.functions.iter().map(|function| &function.name);
        let functions = self.named(Kind::Function, functions)?;
        let globals = self.draft.globals.iter().map(|global| &global.name);
        let globals = self.named(Kind::Global, globals)?;
        let mut section = NameSection::new();
        if let Some(name) = &self.draft.name {
            section.module(name);
        }
        if !functions.is_empty() {
            section.functions(&functions);
        }
        if !globals.is_empty() {
            section.globals(&globals);
        }
        if self.draft.name.is_some() || !functions.is_empty() || !globals.is_empty() {
            module.section(&section);
        }
        Ok(())
    }

    fn named<'n>(
        &mut self,
        kind: Kind,
        names: impl Iterator<Item = &'n Option<String>>,
    ) -> Walked<NameMap> {
        let mut named = Vec::new();
        for (index, name) in (0..).zip(names) {
            if let (Some(name), true) = (name, self.reached.has(kind, index)) {
                named.push((self.reached.new_index(kind, index)?, name));
            }
        }
        // An import that was put in comes before what has a smaller index.
        named.sort_unstable();
        let mut map = NameMap::new();
        for (index, name) in named {
            map.append(index, name);
        }
        Ok(map)
    }

    /// What is reached and not imported.
    fn defined<'i, T>(&self, kind: Kind, items: &'i [T]) -> Vec<(u32, &'i T)> {
        let is_imported = |index: u32| {
            let mut imports = self.draft.imports.iter();
            imports.any(|import| (import.kind, import.index) == (kind, index))
        };
        let is_defined =
            |(index, _): &(u32, &T)| self.reached.has(kind, *index) && !is_imported(*index);
        (0..).zip(items).filter(is_defined).collect()
    }
}

fn export_kind(kind: Kind) -> ExportKind {
    match kind {
        Kind::Function => ExportKind::Func,
        Kind::Table => ExportKind::Table,
        Kind::Memory => ExportKind::Memory,
        Kind::Global => ExportKind::Global,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{RefType, TableType};

    fn draft(wat: &str) -> Draft {
        Draft::read(&wat::parse_str(wat).unwrap(), true).unwrap()
    }

    fn printed(wasm: &[u8]) -> String {
        wasmparser::Validator::new().validate_all(wasm).unwrap();
        wasmprinter::print_bytes(wasm).unwrap()
    }

    fn assert_written(draft: &Draft, expected: &str) {
        let expected = printed(&wat::parse_str(expected).unwrap());
        assert_eq!(printed(&draft.write().unwrap()), expected);
    }

    /// The sections except the names.
    fn without_names(wasm: &[u8]) -> Vec<(u8, &[u8])> {
        let sections = crate::component::sections::sections(wasm).unwrap();
        let sections = sections
            .into_iter()
            .filter(|section| section.custom.is_none());
        let contents = sections.map(|section| (section.id, &wasm[section.contents]));
        contents.collect()
    }

    const EVERYTHING: &str = r#"(module $all
        (type $pair (func (param i32 i64) (result f32)))
        (type $thunk (func))
        (import "a" "f" (func $f (type $pair)))
        (import "a" "t" (table $t 2 funcref))
        (import "a" "m" (memory $m 1))
        (import "a" "g" (global $g (mut i32)))
        (table $own 1 1 funcref)
        (memory $private 1)
        (global $number i64 (i64.const 5))
        (global $reference (mut (ref $pair)) (ref.func $f))
        (export "h" (func $h))
        (export "own" (table $own))
        (export "private" (memory $private))
        (export "number" (global $number))
        (start $start)
        (elem (i32.const 1) func $start $f)
        (elem (table $own) (i32.const 0) func $h)
        (elem declare func $h)
        (func $start (type $thunk)
            (drop (call_indirect $own (type $pair) (i32.const 1) (i64.const 2) (i32.const 0)))
            (global.set $g (i32.load8_u $private offset=3 (i32.const 0)))
            (memory.copy $m $private (i32.const 0) (i32.const 1) (i32.const 2)))
        (func $h (type $pair) (local f32)
            (block (result f32)
                (drop (ref.func $h))
                (return_call_ref $pair (local.get 0) (global.get $number) (global.get $reference))))
        (data (memory $private) (i32.const 7) "bytes"))"#;

    #[test]
    fn what_is_reached_is_written_as_it_was() {
        let all = wat::parse_str(EVERYTHING).unwrap();
        let written = Draft::read(&all, true).unwrap().write().unwrap();
        assert_eq!(without_names(&written), without_names(&all));
    }

    #[test]
    fn what_is_not_reached_is_left_out_and_the_rest_is_renumbered() {
        let mut draft = draft(EVERYTHING);
        draft.start = None;
        draft.elements.remove(0);
        draft.elements.remove(0);
        draft.data.clear();
        draft.keep_exports(|name| name == "h");
        draft.drop_unreached().unwrap();
        let imports = draft.imports.iter().map(|import| import.name.as_str());
        assert_eq!(imports.collect::<Vec<_>>(), ["f"]);
        assert!(!draft.reaches_any(Kind::Memory).unwrap());
        assert_written(
            &draft,
            r#"(module $all
                (type (func (param i32 i64) (result f32)))
                (import "a" "f" (func $f (type 0)))
                (global $number i64 (i64.const 5))
                (global $reference (mut (ref 0)) (ref.func $f))
                (export "h" (func $h))
                (elem declare func $h)
                (func $h (type 0) (local f32)
                    (block (result f32)
                        (drop (ref.func $h))
                        (return_call_ref 0
                            (local.get 0) (global.get $number) (global.get $reference)))))"#,
        );
    }

    /// The picture that the module's documentation shows.
    #[test]
    fn what_is_put_in_comes_after_what_was_there_except_imports() {
        let mut draft = draft(
            r#"(module
                (import "host" "now" (func $now))
                (import "host" "log" (func $log))
                (func $tick (call $now))
                (func $tack (call $log))
                (export "tick" (func $tick)))"#,
        );
        let ty = TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            initial: 1,
            maximum: None,
            shared: false,
        };
        let table = draft.import_table("front", "table", ty);
        draft.fill(table, 0, vec![3]);
        draft.keep_exports(|_| false);
        let ty = draft.functions[3].ty;
        let late = draft.import_function("host", "late", ty);
        let mut body = wasm_encoder::Function::new([]);
        body.instructions().call(late).end();
        let new = draft.function(ty, body, Some("new"));
        draft.export("new", Kind::Function, new);
        assert_written(
            &draft,
            r#"(module
                (type (func))
                (import "host" "log" (func $log))
                (import "front" "table" (table 1 funcref))
                (import "host" "late" (func (;1;)))
                (export "new" (func $new))
                (elem (i32.const 0) func $tack)
                (func $tack (call $log))
                (func $new (call 1)))"#,
        );
    }

    #[test]
    fn an_index_of_nothing_is_an_error() {
        let mut draft = draft("(module (func (export \"f\")))");
        draft.start = Some(7);
        let error = draft.write().unwrap_err().to_string();
        assert_eq!(error, "nothing has the index 7");
    }

    #[test]
    fn what_a_draft_cannot_have_is_refused() {
        for (wat, error) in [
            ("(module (type (struct)))", "gc proposal"),
            ("(module (tag))", "an unexpected section"),
            (
                "(module (import \"a\" \"b\" (tag)))",
                "an unexpected import, `a` `b`",
            ),
            (
                "(module (memory 1) (data \"passive\"))",
                "a data segment for instructions",
            ),
            (
                "(module (elem func))",
                "an element segment for instructions",
            ),
            (
                "(module (import \"a\" \"g\" (global i32)) (memory 1) (data (global.get 0) \"\"))",
                "a segment at a place that is not a number",
            ),
        ] {
            let read = Draft::read(&wat::parse_str(wat).unwrap(), false);
            let message = read.err().unwrap().to_string();
            assert!(message.contains(error), "{wat}: {message}");
        }
    }
}
