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
//! The private memory keeps its name: by it the adapter is known. The shim and the fixups lose what they say about
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
    /// The adapter's module and instance.
    module: u32,
    instance: u32,
    /// The shim's module and the fixups'.
    generated: BTreeSet<u32>,
    /// The names of the adapter's arguments.
    arguments: Names<'a>,
    /// The names in the bags that are its arguments, by their instances.
    bags: BTreeMap<u32, Names<'a>>,
    /// Which bag is which argument.
    bag_of: BTreeMap<&'a str, u32>,
    exports: Names<'a>,
    /// How many modules and instances have been read.
    modules_read: u32,
    instances_read: u32,
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

/// The modules that wit-component made, shim and fixups: the latter is the one with an argument `actual`.
fn generated_modules(wiring: &Wiring<'_>) -> BTreeSet<u32> {
    let mut generated = BTreeSet::new();
    for instance in &wiring.instances {
        let CoreInstance::Instantiated { module, arguments } = instance else {
            continue;
        };
        if !arguments.iter().any(|(name, _)| *name == "actual") {
            continue;
        }
        generated.insert(*module);
        let shim = arguments.iter().find(|(name, _)| *name == "shim");
        if let Some(CoreInstance::Instantiated { module, .. }) =
            shim.map(|(_, shim)| &wiring.instances[*shim as usize])
        {
            generated.insert(*module);
        }
    }
    generated
}

impl<'a> Shortening<'a> {
    fn new(component: &'a [u8], wiring: &Wiring<'a>) -> Result<Self> {
        let (module, _) = adapter_module(component, wiring)?;
        let instance = instance_of(wiring, module)?;
        let CoreInstance::Instantiated { arguments, .. } = &wiring.instances[instance as usize]
        else {
            bail!("the adapter's instance is none of a module");
        };
        let mut bags = BTreeMap::new();
        for (name, bag) in arguments {
            let CoreInstance::Bag(exports) = &wiring.instances[*bag as usize] else {
                bail!("the adapter's argument `{name}` is no bag");
            };
            bags.insert(*bag, labels(exports.iter().map(|(name, _, _)| *name)));
        }
        let others = wiring
            .instances
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != instance as usize);
        let passed: BTreeSet<u32> = others.flat_map(|(_, other)| arguments_of(other)).collect();
        ensure!(
            !bags.keys().any(|bag| passed.contains(bag)),
            "a bag of the adapter is passed to another module"
        );
        let adapter = Module::parse(&component[wiring.modules[module as usize].clone()])?;
        // Who gets the whole instance knows its exports by their full names.
        let renamed = |name: &&str| *name != PRIVATE_MEMORY && !passed.contains(&instance);
        let names = adapter
            .exports
            .iter()
            .map(|export| export.name)
            .filter(renamed);
        Ok(Shortening {
            module,
            instance,
            generated: generated_modules(wiring),
            arguments: labels(arguments.iter().map(|(name, _)| *name)),
            bags,
            bag_of: arguments.iter().copied().collect(),
            exports: labels(names),
            modules_read: 0,
            instances_read: 0,
        })
    }

    /// The adapter's core module under its new names.
    fn adapter(&self, module: &[u8]) -> Result<Vec<u8>> {
        let parsed = Module::parse(module)?;
        let mut encoded = MODULE_HEADER.to_vec();
        for section in &parsed.sections {
            let raw = RawSection {
                id: section.id,
                data: &module[section.contents.clone()],
            };
            match section.id {
                id::IMPORT => append(&mut encoded, &self.imports(&parsed)?),
                id::EXPORT => append(&mut encoded, &self.exports(&parsed)),
                _ => append(&mut encoded, &raw),
            }
        }
        Ok(encoded)
    }

    fn imports(&self, adapter: &Module<'_>) -> Result<ImportSection> {
        let mut imports = ImportSection::new();
        for import in &adapter.imports {
            let missing = || {
                format!(
                    "nothing is passed for `{}` `{}`",
                    import.module, import.name
                )
            };
            let bag = self.bag_of.get(import.module).with_context(missing)?;
            let name = self.bags[bag].get(import.name).with_context(missing)?;
            imports.import(
                &self.arguments[import.module],
                name,
                RoundtripReencoder.entity_type(import.ty)?,
            );
        }
        Ok(imports)
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

/// A core module without its custom sections.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    let mut encoded = MODULE_HEADER.to_vec();
    for section in Module::parse(module)?.sections {
        if section.id != id::CUSTOM {
            append(
                &mut encoded,
                &RawSection {
                    id: section.id,
                    data: &module[section.contents],
                },
            );
        }
    }
    Ok(encoded)
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
        let rewritten = if index == self.module {
            Some(self.adapter(module).map_err(reencode::Error::UserError)?)
        } else if self.generated.contains(&index) {
            Some(without_custom_sections(module).map_err(reencode::Error::UserError)?)
        } else {
            None
        };
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
        match (&instance, self.bags.get(&index)) {
            (Instance::FromExports(exports), Some(names)) => {
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
            (Instance::Instantiate { module_index, args }, None) if index == self.instance => {
                let renamed = args.iter().map(|arg| {
                    (
                        self.arguments[arg.name].as_str(),
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
                } if instance == self.instance && self.exports.contains_key(name) => {
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
