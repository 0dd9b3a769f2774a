//! Every byte of a file, in the part that it belongs to.
//!
//! ```text
//! file = bytes of the component + core modules
//! core module = header + sections, each with its number and size
//! code section = number, size and count + function bodies, each with its size
//! ```

use crate::component::declarations::{Declarations, exports_function, imports_function};
use crate::component::sections::{MODULE_HEADER, component_id, headers, id};
use crate::error::Error;
use crate::inspect::{CoreModule, Report, Role, inspect};
use anyhow::{Result, bail};
use std::collections::HashMap;
use wasmparser::{
    BinaryReader, CodeSectionReader, CustomSectionReader, KnownCustom, Name, NameSectionReader,
};

/// A file in parts.
pub struct Weights<'a> {
    /// What it is.
    pub report: Report,
    /// The bytes outside of core modules.
    pub component: u64,
    pub modules: Vec<WeighedModule<'a>>,
}

/// Where a core module is: the components around it, its role, and which one of that role it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    components: Vec<usize>,
    role: Role,
    ordinal: usize,
}

/// A core module in parts.
pub struct WeighedModule<'a> {
    pub key: Key,
    pub bytes: &'a [u8],
    pub size: u64,
    pub sections: Vec<Section>,
    pub functions: Vec<Function<'a>>,
    /// How many functions it imports; their numbers come before those of `functions`.
    pub imported: u32,
}

/// A section with its number and size.
pub struct Section {
    pub name: String,
    pub size: u64,
}

/// A function that a module defines.
pub struct Function<'a> {
    /// The name from the name section, or one that it is exported by.
    pub name: Option<String>,
    /// The body without the number that says its size.
    pub body: &'a [u8],
    /// Where the body starts in the module.
    pub at: u64,
    /// The bytes of the body and of that number.
    pub size: u64,
}

impl Key {
    /// Whether the module is in the outermost component and not in one nested in it.
    pub fn is_outermost(&self) -> bool {
        self.components.is_empty()
    }

    /// What the module is there for.
    pub fn role(&self) -> Role {
        self.role
    }
}

impl<'a> Weights<'a> {
    /// Splits a file in the binary format.
    pub fn of(bytes: &'a [u8]) -> Result<Weights<'a>, Error> {
        let report = inspect(bytes)?;
        let mut modules = Vec::new();
        split(bytes, &report, &[], &mut modules).map_err(Error::from_any)?;
        let in_modules: u64 = modules.iter().map(|module| module.size).sum();
        Ok(Weights {
            component: report.size - in_modules,
            report,
            modules,
        })
    }
}

/// Adds the core modules of a file or of a nested component.
fn split<'a>(
    bytes: &'a [u8],
    report: &Report,
    components: &[usize],
    modules: &mut Vec<WeighedModule<'a>>,
) -> Result<()> {
    let keys = keys(report, components);
    let mut described = keys.into_iter().zip(&report.modules);
    let mut read = |bytes| match described.next() {
        Some((key, report)) => WeighedModule::read(bytes, key, report),
        None => bail!("the report lacks a core module"),
    };
    if report.kind == "module" {
        modules.push(read(bytes)?);
        return Ok(());
    }
    let mut nested = report.components.iter().enumerate();
    for header in headers(bytes, MODULE_HEADER.len())? {
        let contents = header.of(bytes);
        match header.id {
            component_id::CORE_MODULE => modules.push(read(contents)?),
            component_id::COMPONENT => {
                let Some((index, report)) = nested.next() else {
                    bail!("the report lacks a component");
                };
                let components = [components, &[index]].concat();
                split(contents, report, &components, modules)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The places of the core modules that a report lists.
fn keys(report: &Report, components: &[usize]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for module in &report.modules {
        let ordinal = keys.iter().filter(|key| key.role == module.role).count();
        keys.push(Key {
            components: components.to_vec(),
            role: module.role,
            ordinal,
        });
    }
    keys
}

impl<'a> WeighedModule<'a> {
    /// Splits a core module; `report` names its sections.
    fn read(bytes: &'a [u8], key: Key, report: &CoreModule) -> Result<WeighedModule<'a>> {
        let mut module = WeighedModule {
            key,
            bytes,
            size: bytes.len() as u64,
            sections: Vec::new(),
            functions: Vec::new(),
            imported: 0,
        };
        let mut names = FunctionNames::default();
        // A section's header starts where the section before it ends.
        let mut start = MODULE_HEADER.len() as u64;
        let headers = headers(bytes, MODULE_HEADER.len())?;
        for (header, section) in headers.into_iter().zip(&report.sections) {
            module.add_section(&section.name, header.contents.end - start);
            start = header.contents.end;
            let reader = BinaryReader::new(header.of(bytes), header.contents.start);
            match header.id {
                id::CODE => module.functions = functions(reader)?,
                number => names.section(number, reader)?,
            }
        }
        module.imported = names.imported;
        names.give_to(&mut module.functions);
        Ok(module)
    }

    fn add_section(&mut self, name: &str, size: u64) {
        match self.sections.iter_mut().find(|it| it.name == name) {
            Some(section) => section.size += size,
            None => self.sections.push(Section {
                name: name.to_string(),
                size,
            }),
        }
    }

    /// The size of a section, or of all custom sections of one name.
    pub fn section(&self, name: &str) -> Option<u64> {
        let section = self.sections.iter().find(|section| section.name == name);
        section.map(|section| section.size)
    }

    /// The name of a function that it defines, or its number as `#7`.
    pub fn name_of(&self, function: u32) -> String {
        let index = function.checked_sub(self.imported);
        let found = index.and_then(|index| self.functions.get(index as usize));
        match found.and_then(|function| function.name.clone()) {
            Some(name) => name,
            None => format!("#{}", index.unwrap_or(function)),
        }
    }

    /// How a reader knows the module: by what it is there for.
    pub fn label(&self) -> String {
        let role = match self.key.role {
            Role::Main => "main module",
            Role::Library => "library",
            Role::Adapter => "adapter",
            Role::Shim => "shim",
            Role::Fixups => "fixups",
            Role::Internal => "generated module",
        };
        let mut label = String::new();
        for component in &self.key.components {
            label += &format!("component {component}: ");
        }
        label += role;
        if self.key.ordinal > 0 {
            label += &format!(" {}", self.key.ordinal + 1);
        }
        label
    }
}

/// The functions of a code section.
fn functions(reader: BinaryReader<'_>) -> Result<Vec<Function<'_>>> {
    let mut functions = Vec::new();
    let bodies = CodeSectionReader::new(reader)?;
    let mut start = bodies.original_position();
    for body in bodies {
        let body = body?;
        let range = body.range();
        functions.push(Function {
            name: None,
            body: body.as_bytes(),
            at: range.start,
            size: range.end - start,
        });
        start = range.end;
    }
    Ok(functions)
}

/// What a module says about the names of its functions.
#[derive(Default)]
struct FunctionNames {
    imported: u32,
    exported: HashMap<u32, String>,
    named: HashMap<u32, String>,
}

impl FunctionNames {
    fn section(&mut self, number: u8, reader: BinaryReader<'_>) -> Result<()> {
        match number {
            id::CUSTOM => {
                if let KnownCustom::Name(names) = CustomSectionReader::new(reader)?.as_known() {
                    self.name_section(names);
                }
            }
            number => {
                let mut declarations = Declarations::default();
                declarations.section(number, reader)?;
                self.declare(&declarations);
            }
        }
        Ok(())
    }

    /// Adds the declarations of a section.
    fn declare(&mut self, declarations: &Declarations<'_>) {
        let imports = declarations.imports.iter();
        self.imported += imports.filter(|import| imports_function(import)).count() as u32;
        let exports = declarations.exports.iter();
        for export in exports.filter(|export| exports_function(export)) {
            self.exported
                .entry(export.index)
                .or_insert_with(|| export.name.to_string());
        }
    }

    /// A name section that is malformed is a module's without names: nothing depends on it.
    fn name_section(&mut self, names: NameSectionReader<'_>) {
        for name in names {
            let Ok(Name::Function(functions)) = name else {
                continue;
            };
            for naming in functions.into_iter().flatten() {
                self.named.insert(naming.index, readable(naming.name));
            }
        }
    }

    fn give_to(&mut self, functions: &mut [Function<'_>]) {
        for (index, function) in (self.imported..).zip(functions) {
            let name = self.named.remove(&index);
            function.name = name.or_else(|| self.exported.remove(&index));
        }
    }
}

/// A name as its language writes it, without what differs from build to build: the hash of a Rust function.
fn readable(name: &str) -> String {
    if let Ok(rust) = rustc_demangle::try_demangle(name) {
        return format!("{rust:#}");
    }
    #[cfg(feature = "cpp")]
    if let Some(cpp) = cpp::demangle(name) {
        return cpp;
    }
    name.to_string()
}

#[cfg(feature = "cpp")]
mod cpp {
    use cpp_demangle::{DemangleOptions, Symbol};
    use std::fmt;

    /// The longest name that is written out. A short one can stand for one that has no end: templates name each other twice.
    const LONGEST: usize = 16_384;

    /// A C++ name, without what a function returns, which only templates say.
    pub fn demangle(name: &str) -> Option<String> {
        let symbol = name.starts_with("_Z").then(|| Symbol::new(name))?.ok()?;
        let options = DemangleOptions::new().no_return_type();
        let mut text = Short(String::new());
        symbol.structured_demangle(&mut text, &options).ok()?;
        Some(text.0)
    }

    /// Text of a limited length.
    struct Short(String);

    impl fmt::Write for Short {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            if self.0.len() + text.len() > LONGEST {
                return Err(fmt::Error);
            }
            self.0.push_str(text);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[track_caller]
    fn check(names: &[(&str, &str)]) {
        for (mangled, expected) in names {
            assert_eq!(readable(mangled), *expected, "{mangled}");
        }
    }

    #[test]
    fn names_are_those_of_rust() {
        check(&[
            ("_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"),
            ("_RNvCs1234_7mycrate3foo", "mycrate::foo"),
            ("_Z", "_Z"),
            ("_ZN4shop", "_ZN4shop"),
            ("shop::max(int)", "shop::max(int)"),
            ("main", "main"),
        ]);
    }

    #[cfg(feature = "cpp")]
    #[test]
    fn names_are_those_of_cpp() {
        check(&[
            (
                "_ZN4shop4cart3addERKSsj",
                "shop::cart::add(std::string const&, unsigned int)",
            ),
            ("_ZN4shop3maxIiEET_S1_S1_", "shop::max<int>(int, int)"),
            ("_ZN4shop4cartC2Ev", "shop::cart::cart()"),
        ]);
    }

    /// Names are any bytes that a file has.
    #[test]
    fn deep_and_long_names_come_to_an_end() {
        let numbers = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars();
        let twice = numbers.map(|it| format!("S_IS{it}_S{it}_E"));
        for name in [
            format!("_Z1f1aIiiE{}", twice.collect::<String>()),
            format!("_Z1f{}i", "P".repeat(100_000)),
            format!("_ZN{}E", "1a".repeat(100_000)),
            format!("_Z1f{}", "IS_S_".repeat(10_000)),
            format!("_ZN1a1bI{}EE", "NS_IS0_E".repeat(5_000)),
        ] {
            assert!(!readable(&name).is_empty());
        }
    }
}
