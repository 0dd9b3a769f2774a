//! Gives what passes between the adapter and the rest of the component short names.
//!
//! wit-component names everything in full, three times over: in the adapter's imports, in the bags that satisfy them,
//! and in the aliases of its exports. Nobody outside can see these names, and in a small component they are a good part
//! of it.
//!
//! ```wat
//! (core module $adapter
//!   (import "wasi:io/streams@0.2.12" "[method]output-stream.write" (func …)))     (import "c" "b" (func …))
//! (core instance $bag
//!   (export "[method]output-stream.write" (func $write)))                     =>  (export "b" (func $write))
//! (core instance $a (instantiate $adapter
//!   (with "wasi:io/streams@0.2.12" (instance $bag))))                             (with "c" (instance $bag))
//! (alias core export $a "fd_write" (core func …))                                 (alias core export $a "a" …)
//! ```
//!
//! The fixups' imports get short names in the same way. The private memory keeps its name: by it the adapter is known.
//! The shim and the fixups lose what they say about
//! their producer, which the component says as well. Where names for debugging are asked for, all of this is left out.

use super::plan::{PRIVATE_MEMORY, adapter_module, instance_of};
use crate::component::module::Module;
use crate::component::sections::{MODULE_HEADER, id};
use crate::component::wiring::{CoreInstance, Wiring};
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{
    self, Reencode, ReencodeComponent, RoundtripReencoder, component_utils,
};
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentSectionId, ExportSection, ImportSection,
    InstanceSection, ModuleArg, RawSection,
};
use wasmparser::{ComponentAlias, ComponentAliasSectionReader, Instance, Parser, WasmFeatures};

/// From full names to short ones.
type Names<'a> = BTreeMap<&'a str, String>;

/// Shortens the names around the built-in adapter, which must be one of the core modules.
pub fn shorten(component: &[u8]) -> Result<Vec<u8>> {
    let wiring = Wiring::read(component)?;
    let mut shortening = Shortening::new(component, &wiring)
        .context("internal error: the component's names cannot be shortened")?;
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut output = Component::new();
    shortening
        .parse_component(&mut output, parser, component)
        .map_err(|error| {
            anyhow!("internal error: failed to shorten the component's names: {error}")
        })?;
    Ok(output.finish())
}

struct Shortening<'a> {
    /// The adapter and the fixups, by their modules.
    takers: BTreeMap<u32, Taker<'a>>,
    /// The shim's module and the fixups'.
    generated: BTreeSet<u32>,
    /// The adapter's instance, and its exports.
    adapter: u32,
    exports: Names<'a>,
    /// How many modules and instances have been read.
    modules_read: u32,
    instances_read: u32,
}

/// A module whose imports get short names.
struct Taker<'a> {
    instance: u32,
    /// The names of its arguments.
    arguments: Names<'a>,
    /// The instances that they are.
    passed: BTreeMap<&'a str, u32>,
    /// The names in them, for those whose names change.
    bags: BTreeMap<u32, Names<'a>>,
}

/// `a` to `z`, then `ba` and so on.
fn label(number: usize) -> String {
    let last = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => last.to_string(),
        rest => format!("{}{last}", label(rest)),
    }
}

fn labels<'a>(names: impl IntoIterator<Item = &'a str>) -> Names<'a> {
    names
        .into_iter()
        .enumerate()
        .map(|(number, name)| (name, label(number)))
        .collect()
}

fn arguments_of<'w>(instance: &'w CoreInstance<'_>) -> impl Iterator<Item = u32> + 'w {
    let arguments = match instance {
        CoreInstance::Instantiated { arguments, .. } => arguments.as_slice(),
        CoreInstance::Bag(_) => &[],
    };
    arguments.iter().map(|(_, argument)| *argument)
}

/// The instance of the fixups, which is the one with an argument `actual`, and that of the shim.
fn generated(wiring: &Wiring<'_>) -> Option<(u32, u32)> {
    wiring
        .instances
        .iter()
        .enumerate()
        .find_map(|(index, instance)| {
            let CoreInstance::Instantiated { arguments, .. } = instance else {
                return None;
            };
            let argument = |name| arguments.iter().find(|argument| argument.0 == name);
            argument("actual")?;
            Some((index as u32, argument("shim")?.1))
        })
}

/// The module that an instance is of.
fn module_of(wiring: &Wiring<'_>, instance: u32) -> Result<u32> {
    match &wiring.instances[instance as usize] {
        CoreInstance::Instantiated { module, .. } => Ok(*module),
        CoreInstance::Bag(_) => {
            bail!("core instance {instance} is a bag, expected one of a module")
        }
    }
}

impl<'a> Taker<'a> {
    /// The adapter: its arguments are bags, and what is in them is renamed as well.
    fn adapter(wiring: &Wiring<'a>, instance: u32) -> Result<Self> {
        let mut taker = Taker::new(wiring, instance)?;
        for (name, passed) in &taker.passed {
            let CoreInstance::Bag(exports) = &wiring.instances[*passed as usize] else {
                bail!("the adapter's argument `{name}` is no bag");
            };
            let names = labels(exports.iter().map(|(name, _, _)| *name));
            taker.bags.insert(*passed, names);
        }
        let others = wiring
            .instances
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != instance as usize);
        let mut passed = others.flat_map(|(_, other)| arguments_of(other));
        ensure!(
            !passed.any(|argument| taker.bags.contains_key(&argument)),
            "a bag of the adapter is passed to another module"
        );
        Ok(taker)
    }

    /// The fixups: what is in their arguments has short names already, those of the shim's exports. `actual` becomes the
    /// empty name, as it was in older versions of wit-component, by which tools may know it.
    fn fixups(wiring: &Wiring<'a>, instance: u32) -> Result<Self> {
        let mut taker = Taker::new(wiring, instance)?;
        taker.arguments.insert("actual", String::new());
        Ok(taker)
    }

    fn new(wiring: &Wiring<'a>, instance: u32) -> Result<Self> {
        let CoreInstance::Instantiated { arguments, .. } = &wiring.instances[instance as usize]
        else {
            bail!("core instance {instance} is a bag, expected one of a module");
        };
        Ok(Taker {
            instance,
            arguments: labels(arguments.iter().map(|(name, _)| *name)),
            passed: arguments.iter().copied().collect(),
            bags: BTreeMap::new(),
        })
    }

    fn imports(&self, module: &Module<'_>) -> Result<ImportSection> {
        let mut imports = ImportSection::new();
        for import in &module.imports {
            let missing = || {
                format!(
                    "nothing is passed for `{}` `{}`",
                    import.module, import.name
                )
            };
            let passed = self.passed.get(import.module).with_context(missing)?;
            let name = match self.bags.get(passed) {
                Some(names) => names.get(import.name).with_context(missing)?,
                None => import.name,
            };
            imports.import(
                &self.arguments[import.module],
                name,
                RoundtripReencoder.entity_type(import.ty)?,
            );
        }
        Ok(imports)
    }
}

impl<'a> Shortening<'a> {
    fn new(component: &'a [u8], wiring: &Wiring<'a>) -> Result<Self> {
        let (module, _) = adapter_module(component, wiring)?;
        let adapter = instance_of(wiring, module)?;
        let mut takers = BTreeMap::from([(module, Taker::adapter(wiring, adapter)?)]);
        let mut made = BTreeSet::new();
        if let Some((fixups, shim)) = generated(wiring) {
            takers.insert(module_of(wiring, fixups)?, Taker::fixups(wiring, fixups)?);
            made.extend([module_of(wiring, fixups)?, module_of(wiring, shim)?]);
        }
        // Who gets the whole instance knows its exports by their full names.
        let whole = wiring
            .instances
            .iter()
            .flat_map(arguments_of)
            .any(|argument| argument == adapter);
        let parsed = Module::parse(&component[wiring.modules[module as usize].clone()])?;
        let names = parsed.exports.iter().map(|export| export.name);
        Ok(Shortening {
            takers,
            generated: made,
            adapter,
            exports: labels(names.filter(|name| *name != PRIVATE_MEMORY && !whole)),
            modules_read: 0,
            instances_read: 0,
        })
    }

    /// A core module under its new names; none if it stays as it is.
    fn module(&self, index: u32, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
        let Some(taker) = self.takers.get(&index) else {
            let made = self.generated.contains(&index);
            return Ok(if made {
                Some(self.rewritten(index, bytes, None)?)
            } else {
                None
            });
        };
        Ok(Some(self.rewritten(index, bytes, Some(taker))?))
    }

    fn rewritten(&self, index: u32, bytes: &[u8], taker: Option<&Taker<'_>>) -> Result<Vec<u8>> {
        let parsed = Module::parse(bytes)?;
        let mut encoded = MODULE_HEADER.to_vec();
        for section in &parsed.sections {
            let raw = RawSection {
                id: section.id,
                data: &bytes[section.contents.clone()],
            };
            match (section.id, taker) {
                (id::IMPORT, Some(taker)) => append(&mut encoded, &taker.imports(&parsed)?),
                (id::EXPORT, Some(taker)) if taker.instance == self.adapter => {
                    append(&mut encoded, &self.exports(&parsed));
                }
                (id::CUSTOM, _) if self.generated.contains(&index) => {}
                _ => append(&mut encoded, &raw),
            }
        }
        Ok(encoded)
    }

    fn exports(&self, adapter: &Module<'_>) -> ExportSection {
        let mut exports = ExportSection::new();
        for export in &adapter.exports {
            let name = self
                .exports
                .get(export.name)
                .map_or(export.name, String::as_str);
            exports.export(name, export.kind.into(), export.index);
        }
        exports
    }
}

fn append(encoded: &mut Vec<u8>, section: &impl wasm_encoder::Section) {
    section.append_to(encoded);
}

type ReencodeResult<T> = Result<T, reencode::Error<anyhow::Error>>;

impl Reencode for Shortening<'_> {
    type Error = anyhow::Error;
}

impl ReencodeComponent for Shortening<'_> {
    fn parse_component_submodule(
        &mut self,
        output: &mut Component,
        _: Parser,
        module: &[u8],
    ) -> ReencodeResult<()> {
        let index = self.modules_read;
        self.modules_read += 1;
        let rewritten = self
            .module(index, module)
            .map_err(reencode::Error::UserError)?;
        let data = rewritten.as_deref().unwrap_or(module);
        output.section(&RawSection {
            id: ComponentSectionId::CoreModule.into(),
            data,
        });
        Ok(())
    }

    // What is nested has instances of its own.
    fn parse_component_subcomponent(
        &mut self,
        output: &mut Component,
        _: Parser,
        component: &[u8],
        _: &[u8],
    ) -> ReencodeResult<()> {
        output.section(&RawSection {
            id: ComponentSectionId::Component.into(),
            data: component,
        });
        Ok(())
    }

    fn parse_instance(
        &mut self,
        section: &mut InstanceSection,
        instance: Instance<'_>,
    ) -> ReencodeResult<()> {
        let index = self.instances_read;
        self.instances_read += 1;
        let bag = self
            .takers
            .values()
            .find_map(|taker| taker.bags.get(&index));
        let taker = self.takers.values().find(|taker| taker.instance == index);
        match (&instance, bag, taker) {
            (Instance::FromExports(exports), Some(names), _) => {
                let renamed = exports.iter().map(|export| {
                    (
                        names[export.name].as_str(),
                        export.kind.into(),
                        export.index,
                    )
                });
                section.export_items(renamed.collect::<Vec<_>>());
                Ok(())
            }
            (Instance::Instantiate { module_index, args }, _, Some(taker)) => {
                let renamed = args.iter().map(|arg| {
                    (
                        taker.arguments[arg.name].as_str(),
                        ModuleArg::Instance(arg.index),
                    )
                });
                section.instantiate(*module_index, renamed.collect::<Vec<_>>());
                Ok(())
            }
            _ => component_utils::parse_instance(self, section, instance),
        }
    }

    fn parse_component_alias_section(
        &mut self,
        aliases: &mut ComponentAliasSection,
        section: ComponentAliasSectionReader<'_>,
    ) -> ReencodeResult<()> {
        for alias in section {
            match alias? {
                ComponentAlias::CoreInstanceExport {
                    kind,
                    instance_index: instance,
                    name,
                } if instance == self.adapter && self.exports.contains_key(name) => {
                    let name = &self.exports[name];
                    aliases.alias(Alias::CoreInstanceExport {
                        instance,
                        kind: kind.into(),
                        name,
                    });
                }
                alias => {
                    aliases.alias(component_utils::component_alias(self, alias)?);
                }
            }
        }
        Ok(())
    }
}
