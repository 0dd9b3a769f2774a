//! Reads a core module as a draft.

use super::{Data, Draft, Elements, Global, Kind};
use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    BinaryReaderError, ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, GlobalType,
    KnownCustom, Name, NameSectionReader, Operator, Parser, Payload, Table, TableInit, TableType,
    TypeRef,
};

impl Draft {
    /// Reads a valid core module, and names for debugging if they are wanted. Other custom sections are left out: the world, and
    /// who made the module.
    ///
    /// # Errors
    ///
    /// Types that are not functions', tags, tables with a first value, segments that instructions refer to, and segments at a
    /// place that is not a number.
    pub fn read(wasm: &[u8], names: bool) -> Result<Draft> {
        let mut draft = Draft::default();
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
                Payload::CustomSection(section) => {
                    if let (true, KnownCustom::Name(section)) = (names, section.as_known()) {
                        draft.read_names(section)?;
                    }
                }
                section => draft.read_section(section)?,
            }
        }
        let defined = draft.functions.len().checked_sub(bodies.len());
        let defined = defined.context("a body without a function")?;
        for (function, body) in draft.functions[defined..].iter_mut().zip(bodies) {
            function.body = Some(body);
        }
        Ok(draft)
    }

    fn read_section(&mut self, section: Payload<'_>) -> Result<()> {
        match section {
            Payload::TypeSection(section) => {
                self.types = section
                    .into_iter_err_on_gc_types()
                    .collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.read_import(&import?)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.function_of(ty?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(null_table(&table?)?);
                }
            }
            Payload::MemorySection(section) => {
                let memories: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
                self.memories.extend(memories);
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    self.read_global(global.ty, Some(&global.init_expr))?;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    self.export(export.name, kind(export.kind)?, export.index);
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                let segments = section.into_iter().map(|segment| elements(segment?));
                self.elements = segments.collect::<Result<_>>()?;
            }
            Payload::DataSection(section) => {
                let segments = section.into_iter().map(|segment| bytes(segment?));
                self.data = segments.collect::<Result<_>>()?;
            }
            Payload::Version { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::DataCountSection { .. }
            | Payload::End(_) => {}
            other => {
                let id = other.as_section().map(|(id, _)| id);
                bail!("an unexpected section, with the number {id:?}")
            }
        }
        Ok(())
    }

    fn read_import(&mut self, import: &wasmparser::Import<'_>) -> Result<()> {
        let (module, name) = (import.module, import.name);
        match import.ty {
            TypeRef::Func(ty) => {
                self.import_function(module, name, ty);
            }
            TypeRef::Table(ty) => {
                self.import_table(module, name, ty);
            }
            TypeRef::Memory(ty) => {
                self.memories.push(ty);
                self.import(module, name, Kind::Memory, self.memories.len() as u32 - 1);
            }
            TypeRef::Global(ty) => {
                self.read_global(ty, None)?;
                self.import(module, name, Kind::Global, self.globals.len() as u32 - 1);
            }
            TypeRef::Tag(_) | TypeRef::FuncExact(_) => {
                bail!("an unexpected import, `{module}` `{name}`")
            }
        }
        Ok(())
    }

    fn read_global(&mut self, ty: GlobalType, value: Option<&ConstExpr<'_>>) -> Result<()> {
        let value = value.map(|value| {
            let mut value = value.get_binary_reader();
            Ok::<_, BinaryReaderError>(value.read_bytes(value.bytes_remaining())?.to_vec())
        });
        let value = value.transpose()?;
        self.globals.push(Global {
            ty,
            value,
            name: None,
        });
        Ok(())
    }

    fn read_names(&mut self, section: NameSectionReader<'_>) -> Result<()> {
        for subsection in section {
            match subsection? {
                Name::Module { name, .. } => self.name = Some(name.to_string()),
                Name::Function(names) => {
                    for naming in names {
                        let naming = naming?;
                        if let Some(function) = self.functions.get_mut(naming.index as usize) {
                            function.name = Some(naming.name.to_string());
                        }
                    }
                }
                Name::Global(names) => {
                    for naming in names {
                        let naming = naming?;
                        if let Some(global) = self.globals.get_mut(naming.index as usize) {
                            global.name = Some(naming.name.to_string());
                        }
                    }
                }
                // wit-component names nothing else.
                _ => {}
            }
        }
        Ok(())
    }
}

fn kind(kind: ExternalKind) -> Result<Kind> {
    Ok(match kind {
        ExternalKind::Func | ExternalKind::FuncExact => Kind::Function,
        ExternalKind::Table => Kind::Table,
        ExternalKind::Memory => Kind::Memory,
        ExternalKind::Global => Kind::Global,
        ExternalKind::Tag => bail!("a tag is exported"),
    })
}

fn null_table(table: &Table<'_>) -> Result<TableType> {
    ensure!(
        matches!(table.init, TableInit::RefNull),
        "a table has a first value"
    );
    Ok(table.ty)
}

fn elements(element: wasmparser::Element<'_>) -> Result<Elements> {
    let at = match element.kind {
        ElementKind::Active {
            table_index,
            offset_expr,
        } => Some((table_index.unwrap_or(0), number(&offset_expr)?)),
        ElementKind::Declared => None,
        ElementKind::Passive => bail!("an element segment for instructions"),
    };
    let ElementItems::Functions(functions) = element.items else {
        bail!("an element segment of instructions");
    };
    let functions = functions.into_iter().collect::<Result<_, _>>()?;
    Ok(Elements { at, functions })
}

fn bytes(data: wasmparser::Data<'_>) -> Result<Data> {
    let DataKind::Active {
        memory_index,
        offset_expr,
    } = data.kind
    else {
        bail!("a data segment for instructions");
    };
    Ok(Data {
        memory: memory_index,
        address: number(&offset_expr)?,
        bytes: data.data.to_vec(),
    })
}

/// The number that a segment's place is.
fn number(place: &ConstExpr<'_>) -> Result<i32> {
    match place.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value),
        _ => bail!("a segment at a place that is not a number"),
    }
}
