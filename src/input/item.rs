//! Which item of a module's sections a byte is in, and where the text has that item.

use wasmparser::{FromReader, Parser, Payload, SectionLimited};
use wast::core::{Module, ModuleField, ModuleKind};
use wast::token::Span;

/// The items that are looked for. In both formats, items of one kind come in the same order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Import,
    Table,
    Memory,
    Tag,
    Global,
    Export,
    Element,
    Data,
}

/// The place in the text of the item that a byte of the binary is in.
pub(super) fn span(wasm: &[u8], offset: u64, module: &mut Module<'_>) -> Option<Span> {
    let (kind, index) = item_at(wasm, offset)?;
    // Resolving takes exports and imports that are written inside of other items out of them.
    module.resolve().ok()?;
    let ModuleKind::Text(fields) = &module.kind else {
        return None;
    };
    let spans = fields.iter().filter_map(|field| {
        let (found, span) = kind_of(field)?;
        (found == kind).then_some(span)
    });
    spans.into_iter().nth(index)
}

fn kind_of(field: &ModuleField<'_>) -> Option<(Kind, Span)> {
    Some(match field {
        ModuleField::Import(item) => (Kind::Import, item.span),
        ModuleField::Table(item) => (Kind::Table, item.span),
        ModuleField::Memory(item) => (Kind::Memory, item.span),
        ModuleField::Tag(item) => (Kind::Tag, item.span),
        ModuleField::Global(item) => (Kind::Global, item.span),
        ModuleField::Export(item) => (Kind::Export, item.span),
        ModuleField::Elem(item) => (Kind::Element, item.span),
        ModuleField::Data(item) => (Kind::Data, item.span),
        ModuleField::Type(_)
        | ModuleField::Rec(_)
        | ModuleField::Func(_)
        | ModuleField::Start(_)
        | ModuleField::Custom(_) => return None,
    })
}

/// The section that a byte is in, and the number of its item.
fn item_at(wasm: &[u8], offset: u64) -> Option<(Kind, usize)> {
    for payload in Parser::new(0).parse_all(wasm) {
        let item = match payload.ok()? {
            Payload::ImportSection(section) => (Kind::Import, nth(section, offset)),
            Payload::TableSection(section) => (Kind::Table, nth(section, offset)),
            Payload::MemorySection(section) => (Kind::Memory, nth(section, offset)),
            Payload::TagSection(section) => (Kind::Tag, nth(section, offset)),
            Payload::GlobalSection(section) => (Kind::Global, nth(section, offset)),
            Payload::ExportSection(section) => (Kind::Export, nth(section, offset)),
            Payload::ElementSection(section) => (Kind::Element, nth(section, offset)),
            Payload::DataSection(section) => (Kind::Data, nth(section, offset)),
            _ => continue,
        };
        if let (kind, Some(index)) = item {
            return Some((kind, index));
        }
    }
    None
}

fn nth<'a, T: FromReader<'a>>(section: SectionLimited<'a, T>, offset: u64) -> Option<usize> {
    if !section.range().contains(&offset) {
        return None;
    }
    let items = section.into_iter_with_offsets();
    let before = items.take_while(|item| item.as_ref().is_ok_and(|(at, _)| *at <= offset));
    before.count().checked_sub(1)
}
