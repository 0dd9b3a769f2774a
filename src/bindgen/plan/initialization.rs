//! Steps of instantiation, canonical options and trampolines.

use super::call::Direction;
use super::declared::Declared;
use super::{
    Builder, CanonicalOptions, CoreDef, CoreExport, CoreImport, ImportPath, Step, StringEncoding,
    Trampoline, Transcode,
};
use anyhow::{Context, Result, bail};
use wasmtime_environ::EntityIndex;
use wasmtime_environ::component::{
    CanonicalOptionsDataModel, CoreDef as EnvironDef, CoreExport as EnvironExport, ExportItem,
    FixedEncoding, GlobalInitializer, ImportIndex, InstantiateModule, LoweredIndex,
    RuntimeImportIndex, StringEncoding as EnvironEncoding, Trampoline as EnvironTrampoline,
    Transcode as EnvironTranscode, UnsafeIntrinsic,
};

impl<'a> Builder<'a> {
    pub(super) fn steps(&self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for initializer in &self.component.initializers {
            if let Some(step) = self.step(initializer)? {
                steps.push(step);
            }
        }
        Ok(steps)
    }

    fn step(&self, initializer: &GlobalInitializer) -> Result<Option<Step>> {
        Ok(Some(match initializer {
            GlobalInitializer::InstantiateModule(InstantiateModule::Static(module, args), _) => {
                let imports = self.modules[*module].module.imports().zip(args.iter());
                let imports = imports.map(|((module, name, _), def)| {
                    Ok(CoreImport {
                        module: module.to_string(),
                        name: name.to_string(),
                        def: self.core_def(def)?,
                    })
                });
                Step::Instantiate {
                    module: module.as_u32().into(),
                    imports: imports.collect::<Result<_>>()?,
                }
            }
            GlobalInitializer::InstantiateModule(InstantiateModule::Import(..), _) => {
                bail!("the component instantiates an imported core module, which is not supported")
            }
            // Lowered functions are trampolines; there is nothing to do for one at this point.
            GlobalInitializer::LowerImport { .. } => return Ok(None),
            GlobalInitializer::ExtractMemory(memory) => Step::Memory {
                index: memory.index.as_u32().into(),
                from: self.core_export(&memory.export.clone().map_index(EntityIndex::from))?,
            },
            GlobalInitializer::ExtractRealloc(realloc) => Step::Realloc {
                index: realloc.index.as_u32().into(),
                from: self.core_def(&realloc.def)?,
            },
            GlobalInitializer::ExtractPostReturn(post_return) => Step::PostReturn {
                index: post_return.index.as_u32().into(),
                from: self.core_def(&post_return.def)?,
            },
            GlobalInitializer::ExtractCallback(callback) => Step::Callback {
                index: callback.index.as_u32().into(),
                from: self.core_def(&callback.def)?,
                on_stack: false,
            },
            GlobalInitializer::ExtractTable(_) => bail!("threads are not supported yet"),
            GlobalInitializer::Resource(resource) => Step::Resource {
                resource: self
                    .component
                    .resource_index(resource.index)
                    .as_u32()
                    .into(),
                destructor: resource
                    .dtor
                    .as_ref()
                    .map(|def| self.core_def(def))
                    .transpose()?,
            },
        }))
    }

    pub(super) fn core_def(&self, def: &EnvironDef) -> Result<CoreDef> {
        Ok(match def {
            EnvironDef::Export(export) => CoreDef::Export(self.core_export(export)?),
            EnvironDef::InstanceFlags(instance) => CoreDef::Flags(instance.as_u32().into()),
            EnvironDef::Trampoline(index) => CoreDef::Trampoline(index.as_u32().into()),
            EnvironDef::UnsafeIntrinsic(intrinsic) => context_function(*intrinsic)?,
            EnvironDef::TaskMayBlock => CoreDef::MayBlock,
        })
    }

    /// An export by its name: some are given as positions in the exporting module's index spaces.
    fn core_export(&self, export: &EnvironExport<EntityIndex>) -> Result<CoreExport> {
        let name = match &export.item {
            ExportItem::Name(name) => name.clone(),
            ExportItem::Index(entity) => {
                self.export_name(export.instance.as_u32() as usize, *entity)?
            }
        };
        Ok(CoreExport {
            instance: export.instance.as_u32().into(),
            name,
        })
    }

    fn export_name(&self, instance: usize, entity: EntityIndex) -> Result<String> {
        let mut instantiations = self
            .component
            .initializers
            .iter()
            .filter_map(|step| match step {
                GlobalInitializer::InstantiateModule(InstantiateModule::Static(module, _), _) => {
                    Some(*module)
                }
                _ => None,
            });
        let module = instantiations
            .nth(instance)
            .context("internal error: an export of a core instance that is never made")?;
        let module = &self.modules[module].module;
        let found = module.exports.iter().find(|(_, index)| **index == entity);
        let (name, _) =
            found.context("internal error: a core item that its module does not export")?;
        Ok(module.strings[name].to_string())
    }

    pub(super) fn options(&self) -> Result<Vec<CanonicalOptions>> {
        let options = self.component.options.values().map(|options| {
            let CanonicalOptionsDataModel::LinearMemory(memory) = options.data_model else {
                bail!("the GC form of the canonical ABI is not supported yet");
            };
            Ok(CanonicalOptions {
                instance: options.instance.as_u32().into(),
                encoding: match options.string_encoding {
                    EnvironEncoding::Utf8 => StringEncoding::Utf8,
                    EnvironEncoding::Utf16 => StringEncoding::Utf16,
                    EnvironEncoding::CompactUtf16 => StringEncoding::CompactUtf16,
                },
                memory: memory.memory.map(|index| index.as_u32().into()),
                realloc: memory.realloc.map(|index| index.as_u32().into()),
                post_return: options.post_return.map(|index| index.as_u32().into()),
                asynchronous: options.async_,
                callback: options.callback.map(|index| index.as_u32().into()),
            })
        });
        options.collect()
    }

    pub(super) fn all_trampolines(&mut self) -> Result<Vec<Trampoline>> {
        let source = self.trampolines;
        source
            .values()
            .map(|trampoline| self.trampoline(trampoline))
            .collect()
    }

    fn trampoline(&mut self, trampoline: &EnvironTrampoline) -> Result<Trampoline> {
        use EnvironTrampoline as T;
        Ok(match trampoline {
            T::LowerImport {
                index,
                lower_ty,
                options,
            } => {
                let import = self.import_path(self.lowered_import(*index)?);
                let declared = self.declared(&import);
                let ty = self.types.function(self.source, *lower_ty, declared)?;
                let name = import.names.last().map_or("", String::as_str).to_string();
                let call = self.call(&name, &ty, options.as_u32().into(), Direction::Lower)?;
                Trampoline::LowerImport { import, ty, call }
            }
            T::Transcoder { op, from, to, .. } => Trampoline::Transcode {
                op: transcode(*op),
                from: from.as_u32().into(),
                to: to.as_u32().into(),
            },
            T::ResourceNew { ty, .. } => Trampoline::ResourceNew {
                table: ty.as_u32().into(),
            },
            T::ResourceRep { ty, .. } => Trampoline::ResourceRep {
                table: ty.as_u32().into(),
            },
            T::ResourceDrop { ty, .. } => Trampoline::ResourceDrop {
                table: ty.as_u32().into(),
            },
            T::ResourceTransferOwn => Trampoline::TransferOwn,
            T::ResourceTransferBorrow => Trampoline::TransferBorrow,
            T::EnterSyncCall => Trampoline::EnterCall,
            T::ExitSyncCall => Trampoline::ExitCall,
            T::Trap => Trampoline::Trap,
            other => self.builtin(other)?,
        })
    }

    fn lowered_import(&self, index: LoweredIndex) -> Result<RuntimeImportIndex> {
        let mut lowered = self
            .component
            .initializers
            .iter()
            .filter_map(|step| match step {
                GlobalInitializer::LowerImport { index: i, import } if *i == index => Some(*import),
                _ => None,
            });
        lowered
            .next()
            .context("internal error: a lowered import that is never lowered")
    }

    /// What the component's bytes declare about an import.
    fn declared(&self, path: &ImportPath) -> Declared<'a> {
        let import = ImportIndex::from_u32(path.import.index() as u32);
        let (import, _) = &self.component.import_types[import];
        let names = path.names.iter();
        names.fold(self.declared.import(import), |item, name| item.member(name))
    }

    pub(super) fn import_path(&self, import: RuntimeImportIndex) -> ImportPath {
        let (import, names) = &self.component.imports[import];
        ImportPath {
            import: import.as_u32().into(),
            names: names.clone(),
        }
    }
}

fn context_function(intrinsic: UnsafeIntrinsic) -> Result<CoreDef> {
    let (slot, set) = match intrinsic {
        UnsafeIntrinsic::ContextGetI32_0 => (0, false),
        UnsafeIntrinsic::ContextSetI32_0 => (0, true),
        UnsafeIntrinsic::ContextGetI32_1 => (1, false),
        UnsafeIntrinsic::ContextSetI32_1 => (1, true),
        other => bail!("the intrinsic `{}` is not supported", other.name()),
    };
    Ok(CoreDef::Context { slot, set })
}

fn transcode(op: EnvironTranscode) -> Transcode {
    match op {
        EnvironTranscode::Copy(FixedEncoding::Utf8) => Transcode::CopyUtf8,
        EnvironTranscode::Copy(FixedEncoding::Utf16) => Transcode::CopyUtf16,
        EnvironTranscode::Copy(FixedEncoding::Latin1) => Transcode::CopyLatin1,
        EnvironTranscode::Latin1ToUtf16 => Transcode::Latin1ToUtf16,
        EnvironTranscode::Latin1ToUtf8 => Transcode::Latin1ToUtf8,
        EnvironTranscode::Utf16ToCompactProbablyUtf16 => Transcode::Utf16ToCompactProbablyUtf16,
        EnvironTranscode::Utf16ToCompactUtf16 => Transcode::Utf16ToCompactUtf16,
        EnvironTranscode::Utf16ToLatin1 => Transcode::Utf16ToLatin1,
        EnvironTranscode::Utf16ToUtf8 => Transcode::Utf16ToUtf8,
        EnvironTranscode::Utf8ToCompactUtf16 => Transcode::Utf8ToCompactUtf16,
        EnvironTranscode::Utf8ToLatin1 => Transcode::Utf8ToLatin1,
        EnvironTranscode::Utf8ToUtf16 => Transcode::Utf8ToUtf16,
    }
}
