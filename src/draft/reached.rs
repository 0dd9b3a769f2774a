//! What the exports, the start function and the segments of a draft reach, and the indices that it gets.
//!
//! Both are a walk over the same instructions, in which each index that they name is looked up here. The first walk notes what
//! it finds; the second one, when the draft is written, puts the new indices in.

use super::{Draft, Elements, Function, Kind};
use anyhow::{Result, anyhow};
use wasm_encoder::CodeSection;
use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::{BinaryReader, ConstExpr, FunctionBody};

impl Draft {
    /// Whether any item of this kind is reached.
    pub fn reaches_any(&self, kind: Kind) -> Result<bool> {
        Ok(Reached::by(self)?.has_any(kind))
    }

    /// Deletes all imports that nothing can reach, and functions that are declared though they are not reached.
    pub fn drop_unreached(&mut self) -> Result<()> {
        let reached = Reached::by(self)?;
        self.imports
            .retain(|import| reached.has(import.kind, import.index));
        for elements in &mut self.elements {
            elements
                .functions
                .retain(|function| reached.has(Kind::Function, *function));
        }
        self.elements
            .retain(|elements| !elements.functions.is_empty());
        Ok(())
    }
}

/// What is reached, and its new indices.
pub struct Reached {
    types: Space,
    /// The other index spaces, by [`Kind`].
    items: [Space; 4],
}

/// The result of a walk. What goes wrong is a fault of the draft.
pub type Walked<T> = Result<T, Error<anyhow::Error>>;

impl Reached {
    /// Walks over a draft.
    pub fn by(draft: &Draft) -> Result<Reached> {
        let mut reached = Reached {
            types: Space::of(draft.types.len()),
            items: [
                Space::of(draft.functions.len()),
                Space::of(draft.tables.len()),
                Space::of(draft.memories.len()),
                Space::of(draft.globals.len()),
            ],
        };
        reached.roots(draft).map_err(plain)?;
        reached.walk(draft).map_err(plain)?;
        reached.number(draft);
        Ok(reached)
    }

    /// Whether an item is reached.
    pub fn has(&self, kind: Kind, index: u32) -> bool {
        self.items[kind as usize].has(index)
    }

    /// Whether any item of this kind is reached.
    pub fn has_any(&self, kind: Kind) -> bool {
        self.items[kind as usize].next > 0
    }

    /// Whether a type is reached.
    pub fn has_type(&self, index: u32) -> bool {
        self.types.has(index)
    }

    /// The new index of an item.
    pub fn new_index(&mut self, kind: Kind, index: u32) -> Walked<u32> {
        self.items[kind as usize].lookup(index)
    }

    fn roots(&mut self, draft: &Draft) -> Walked<()> {
        for export in &draft.exports {
            self.new_index(export.kind, export.index)?;
        }
        if let Some(start) = draft.start {
            self.function_index(start)?;
        }
        for Elements { at, functions } in &draft.elements {
            // Nothing uses a function because it is declared.
            let Some((table, _)) = at else { continue };
            self.table_index(*table)?;
            for function in functions {
                self.function_index(*function)?;
            }
        }
        for data in &draft.data {
            self.memory_index(data.memory)?;
        }
        Ok(())
    }

    fn walk(&mut self, draft: &Draft) -> Walked<()> {
        while let Some((kind, index)) = self.waiting() {
            match kind {
                Kind::Function => {
                    let Function { ty, body, .. } = &draft.functions[index];
                    self.type_index(*ty)?;
                    if let Some(body) = body {
                        self.body(&mut CodeSection::new(), body)?;
                    }
                }
                Kind::Table => {
                    self.table_type(draft.tables[index])?;
                }
                Kind::Memory => {}
                Kind::Global => {
                    let global = &draft.globals[index];
                    self.global_type(global.ty)?;
                    if let Some(value) = &global.value {
                        self.value(value)?;
                    }
                }
            }
        }
        // A type may name others; those get in line behind it.
        while let Some(ty) = self.types.waiting.pop() {
            self.func_type(draft.types[ty].clone())?;
        }
        Ok(())
    }

    /// An item that was found and not yet looked into.
    fn waiting(&mut self) -> Option<(Kind, usize)> {
        let kinds = [Kind::Function, Kind::Table, Kind::Memory, Kind::Global];
        let found = kinds.into_iter().zip(&mut self.items);
        let mut found = found.filter_map(|(kind, space)| Some((kind, space.waiting.pop()?)));
        found.next()
    }

    /// Numbers what is imported, then what is not, each in its order.
    fn number(&mut self, draft: &Draft) {
        for import in &draft.imports {
            self.items[import.kind as usize].number(import.index as usize);
        }
        for space in self.items.iter_mut().chain([&mut self.types]) {
            (0..space.new.len()).for_each(|index| space.number(index));
        }
    }

    /// Writes a body with new indices.
    pub fn body(&mut self, code: &mut CodeSection, body: &[u8]) -> Walked<()> {
        self.parse_function_body(code, FunctionBody::new(BinaryReader::new(body, 0)))
    }

    /// The first value of a global, with new indices.
    pub fn value(&mut self, value: &[u8]) -> Walked<wasm_encoder::ConstExpr> {
        self.const_expr(ConstExpr::new(BinaryReader::new(value, 0)))
    }
}

impl Reencode for Reached {
    type Error = anyhow::Error;

    fn type_index(&mut self, index: u32) -> Walked<u32> {
        self.types.lookup(index)
    }

    fn function_index(&mut self, index: u32) -> Walked<u32> {
        self.new_index(Kind::Function, index)
    }

    fn table_index(&mut self, index: u32) -> Walked<u32> {
        self.new_index(Kind::Table, index)
    }

    fn memory_index(&mut self, index: u32) -> Walked<u32> {
        self.new_index(Kind::Memory, index)
    }

    fn global_index(&mut self, index: u32) -> Walked<u32> {
        self.new_index(Kind::Global, index)
    }
}

/// One index space.
struct Space {
    /// By the index in the draft: whether the item is reached, and its new index.
    new: Vec<Option<u32>>,
    /// What was found and not yet looked into.
    waiting: Vec<usize>,
    /// The next new index, and which items have one.
    numbered: Vec<bool>,
    next: u32,
}

impl Space {
    fn of(length: usize) -> Space {
        Space {
            new: vec![None; length],
            waiting: Vec::new(),
            numbered: vec![false; length],
            next: 0,
        }
    }

    fn has(&self, index: u32) -> bool {
        self.new.get(index as usize).is_some_and(Option::is_some)
    }

    /// Notes that an item is reached. Its new index means something when all have one.
    fn lookup(&mut self, index: u32) -> Walked<u32> {
        let new = self.new.get_mut(index as usize);
        let new = new.ok_or_else(|| Error::UserError(anyhow!("nothing has the index {index}")))?;
        Ok(*new.get_or_insert_with(|| {
            self.waiting.push(index as usize);
            0
        }))
    }

    /// Gives the next index to an item, if it is reached and has none.
    fn number(&mut self, index: usize) {
        if let (Some(new), false) = (&mut self.new[index], self.numbered[index]) {
            *new = self.next;
            self.next += 1;
            self.numbered[index] = true;
        }
    }
}

/// The error without wasm-encoder's wrapping.
pub fn plain(error: Error<anyhow::Error>) -> anyhow::Error {
    match error {
        Error::UserError(error) => error,
        error => anyhow!("{error}"),
    }
}
