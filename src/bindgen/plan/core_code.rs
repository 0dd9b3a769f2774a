//! What the functions of a core module call, and what its tables hold.

use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{
    CompositeInnerType, ConstExpr, Element, ElementItems, ElementKind, ExternalKind, FunctionBody,
    Operator, Parser, Payload, SubType, TableInit, TypeRef, ValType,
};

/// The type of a function, if it means the same in every module; `None` may be any type.
pub type KnownType = Option<(Vec<ValType>, Vec<ValType>)>;

/// What the call graph needs of a core module.
#[derive(Debug, Default)]
pub struct CoreCode {
    types: Vec<KnownType>,
    /// What each import is, in order.
    pub imports: Vec<Imported>,
    /// The types of all functions, imported ones first.
    functions: Vec<u32>,
    /// How many functions are imported.
    pub imported_functions: u32,
    /// How many tables are imported.
    pub imported_tables: u32,
    tables: u32,
    /// Exported functions and tables.
    pub exports: BTreeMap<String, Exported>,
    /// What each function calls, without the imported functions.
    pub bodies: Vec<Vec<Called>>,
    /// Active segments: table, position if it is a constant, and functions; `None` is a null.
    pub segments: Vec<(u32, Option<u32>, Vec<Option<u32>>)>,
    /// Tables that code writes to.
    pub written: BTreeSet<u32>,
    /// Functions that are used as values, or may get into a table that code writes to.
    pub values: BTreeSet<u32>,
}

/// An import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// A function.
    Function,
    /// A table.
    Table,
    /// Anything else, which calls nothing.
    Other,
}

/// An export that calls can go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// A function by its index.
    Function(u32),
    /// A table by its index.
    Table(u32),
}

/// What an instruction calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Called {
    /// A function by its index.
    Function(u32),
    /// What a table holds: its index, the type, and the position if it is a constant.
    InTable(u32, u32, Option<u32>),
    /// A reference of this type.
    Reference(u32),
}

impl CoreCode {
    /// Reads a valid core module.
    pub fn read(module: &[u8]) -> Result<CoreCode> {
        let mut code = CoreCode::default();
        for payload in Parser::new(0).parse_all(module) {
            code.payload(payload?)?;
        }
        Ok(code)
    }

    /// The type of a function.
    pub fn type_of(&self, function: u32) -> KnownType {
        self.known_type(self.functions[function as usize])
    }

    /// A type by its index.
    pub fn known_type(&self, index: u32) -> KnownType {
        self.types[index as usize].clone()
    }

    fn payload(&mut self, payload: Payload) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                for group in types {
                    self.types.extend(group?.into_types().map(|ty| known(&ty)));
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    self.import(import?.ty);
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    if let TableInit::Expr(value) = table?.init {
                        // Every element of the table is this function.
                        self.written.insert(self.tables);
                        self.value(&value)?;
                    }
                    self.tables += 1;
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.value(&global?.init_expr)?;
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    let found = match export.kind {
                        ExternalKind::Func | ExternalKind::FuncExact => {
                            Exported::Function(export.index)
                        }
                        ExternalKind::Table => Exported::Table(export.index),
                        _ => continue,
                    };
                    self.exports.insert(export.name.to_string(), found);
                }
            }
            Payload::ElementSection(segments) => {
                for segment in segments {
                    self.segment(segment?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.body(&body)?,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, ty: TypeRef) {
        let imported = match ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                self.functions.push(ty);
                self.imported_functions += 1;
                Imported::Function
            }
            TypeRef::Table(_) => {
                self.tables += 1;
                self.imported_tables += 1;
                Imported::Table
            }
            TypeRef::Memory(_) | TypeRef::Global(_) | TypeRef::Tag(_) => Imported::Other,
        };
        self.imports.push(imported);
    }

    /// Notes the function that a constant expression refers to, if it refers to one.
    fn value(&mut self, value: &ConstExpr) -> Result<()> {
        if let Reference::Function(function) = reference(value)? {
            self.values.insert(function);
        }
        Ok(())
    }

    fn segment(&mut self, segment: Element) -> Result<()> {
        let (mut functions, mut is_known) = (Vec::new(), true);
        match segment.items {
            ElementItems::Functions(indices) => {
                for index in indices {
                    functions.push(Some(index?));
                }
            }
            ElementItems::Expressions(_, values) => {
                for value in values {
                    functions.push(match reference(&value?)? {
                        Reference::Function(function) => Some(function),
                        Reference::Null => None,
                        Reference::Other => {
                            is_known = false;
                            None
                        }
                    });
                }
            }
        }
        match segment.kind {
            ElementKind::Active {
                table_index,
                offset_expr,
            } => {
                let table = table_index.unwrap_or(0);
                if !is_known {
                    self.written.insert(table);
                }
                let offset = constant(&offset_expr)?;
                self.segments.push((table, offset, functions));
            }
            ElementKind::Passive | ElementKind::Declared => {
                self.values.extend(functions.into_iter().flatten());
            }
        }
        Ok(())
    }

    fn body(&mut self, body: &FunctionBody) -> Result<()> {
        let (mut called, mut constant) = (BTreeSet::new(), None);
        for operator in body.get_operators_reader()? {
            let mut next = None;
            match operator? {
                Operator::I32Const { value } => next = Some(value as u32),
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    called.insert(Called::Function(function_index));
                }
                Operator::CallIndirect {
                    type_index,
                    table_index,
                }
                | Operator::ReturnCallIndirect {
                    type_index,
                    table_index,
                } => {
                    called.insert(Called::InTable(table_index, type_index, constant));
                }
                Operator::CallRef { type_index } | Operator::ReturnCallRef { type_index } => {
                    called.insert(Called::Reference(type_index));
                }
                Operator::RefFunc { function_index } => {
                    self.values.insert(function_index);
                }
                Operator::TableSet { table }
                | Operator::TableGrow { table }
                | Operator::TableFill { table }
                | Operator::TableInit { table, .. }
                | Operator::TableCopy {
                    dst_table: table, ..
                } => {
                    self.written.insert(table);
                }
                _ => {}
            }
            constant = next;
        }
        self.bodies.push(called.into_iter().collect());
        Ok(())
    }
}

/// A type that means the same in every module, because it has only numbers and vectors.
fn known(ty: &SubType) -> KnownType {
    let CompositeInnerType::Func(function) = &ty.composite_type.inner else {
        return None;
    };
    let all = function.params().iter().chain(function.results());
    let plain = all.clone().all(|ty| !matches!(ty, ValType::Ref(_)));
    plain.then(|| (function.params().to_vec(), function.results().to_vec()))
}

/// What a constant expression refers to.
enum Reference {
    Function(u32),
    Null,
    /// What a global holds, which is the value of another expression.
    Other,
}

fn reference(value: &ConstExpr) -> Result<Reference> {
    for operator in value.get_operators_reader() {
        match operator? {
            Operator::RefFunc { function_index } => return Ok(Reference::Function(function_index)),
            Operator::RefNull { .. } => return Ok(Reference::Null),
            _ => {}
        }
    }
    Ok(Reference::Other)
}

/// The value of a constant expression, if it is a literal.
fn constant(value: &ConstExpr) -> Result<Option<u32>> {
    let operators: Result<Vec<_>, _> = value.get_operators_reader().into_iter().collect();
    match operators?.as_slice() {
        [Operator::I32Const { value }, Operator::End] => Ok(Some(*value as u32)),
        _ => Ok(None),
    }
}
