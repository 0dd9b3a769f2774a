//! Linking dynamic libraries into one component.
//!
//! wit-component makes a main module with the memory and the table that the libraries share, and everything else is as
//! in a wrap: the libraries' imports from preview1 become the main module's, and an adapter satisfies them there.

use super::dylink::memory_of;
use super::options::{EncoderOptions, Named, encoder_options};
use super::warnings;
use crate::adapter::UsedAdapter;
use crate::component::module::Module;
use crate::component::outermost::main_module;
use crate::encode::fits::refuse_no_start;
use crate::encode::{self, Adapter};
use crate::encoded::Encoded;
use crate::error::Error;
use crate::explain;
use crate::guard::guard;
use crate::input;
use crate::requirements::{self, BuiltIn};
use crate::specialise::specialise;
use crate::validate::validate_module;
use crate::variant::Variant;
use anyhow::{Context, Result, bail, ensure};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use wasmparser::{Validator, WasmFeatures};

/// Links core modules that follow the dynamic linking convention into one component.
///
/// Everything that `componentize link` does.
///
/// ```
/// # fn main() -> Result<(), componentize::Error> {
/// let library = br#"(module (@dylink.0 (mem-info)) (func (export "answer") (result i32) i32.const 42))"#;
/// let mut linker = componentize::Linker::new();
/// linker.library("libanswer.so", library);
/// let component = linker.encode()?;
/// # assert!(component.starts_with(b"\0asm"));
/// # Ok(())
/// # }
/// ```
pub struct Linker<'a> {
    encoder: EncoderOptions<'a>,
    libraries: Vec<(String, &'a [u8], bool)>,
    stack_size: Option<u32>,
    stub_missing_functions: bool,
    use_built_in_libdl: bool,
}

/// The stack's size in bytes by default.
const STACK_SIZE: u32 = 1 << 20;
/// Room for alignment and for the linker's own tables.
const PADDING: u64 = 1 << 20;

/// A library that was read.
struct Library<'l> {
    name: &'l str,
    given: &'l [u8],
    wasm: Cow<'l, [u8]>,
    dl_openable: bool,
}

impl Library<'_> {
    /// The same error, with the place in the library's text.
    fn locate(&self, error: Error) -> Error {
        input::place::locate(self.given, &self.wasm, error).in_file(self.name)
    }
}

impl Default for Linker<'_> {
    fn default() -> Self {
        Linker::new()
    }
}

impl<'a> Linker<'a> {
    /// Starts without libraries.
    pub fn new() -> Self {
        Linker {
            encoder: EncoderOptions::default(),
            libraries: Vec::new(),
            stack_size: None,
            stub_missing_functions: false,
            use_built_in_libdl: false,
        }
    }

    /// Adds a library, in the binary format or as WAT text; among libraries that export one symbol the first wins.
    ///
    /// `name` is what other libraries need it as.
    pub fn library(&mut self, name: &str, module: &'a [u8]) -> &mut Self {
        self.libraries.push((name.to_string(), module, false));
        self
    }

    /// Adds a library that can be opened by `dlopen` as well.
    pub fn dl_openable_library(&mut self, name: &str, module: &'a [u8]) -> &mut Self {
        self.libraries.push((name.to_string(), module, true));
        self
    }

    /// The size of the stack in bytes.
    pub fn stack_size(&mut self, size: u32) -> &mut Self {
        self.stack_size = Some(size);
        self
    }

    /// Whether functions that no library has are made to trap when they are called; false by default.
    pub fn stub_missing_functions(&mut self, stub: bool) -> &mut Self {
        self.stub_missing_functions = stub;
        self
    }

    /// Whether to add wit-component's implementation of `dlopen` and its like; false by default.
    pub fn use_built_in_libdl(&mut self, use_it: bool) -> &mut Self {
        self.use_built_in_libdl = use_it;
        self
    }

    encoder_options!('a);

    /// Links the libraries.
    ///
    /// # Errors
    ///
    /// Libraries that cannot be linked are refused with the reason. No input makes this panic.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.link().map(|encoded| encoded.to_vec())
    }

    /// Links the libraries; use it to see the warnings.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](Self::encode).
    pub fn link(&self) -> Result<Encoded<'static>, Error> {
        self.run().map_err(Error::from_any)
    }

    fn run(&self) -> Result<Encoded<'static>> {
        let libraries = self.read()?;
        let files = self.encoder.files()?;
        self.encoder.refuse_two_adapters()?;
        let built_in = self.choose(&libraries)?;
        let (component, used) = guard("linking", || self.assemble(&libraries, &files, built_in))
            .map_err(|error| explain::linking::prefer(self.cause(&libraries, &files), error))?;
        let command = used
            .as_ref()
            .is_some_and(|used| used.variant == Variant::Command);
        let useful = command || has_world(&libraries);
        let warnings = warnings::of_libraries(useful, &component, &self.encoder)?;
        Ok(Encoded::whole(component).with(used, warnings))
    }

    fn assemble(
        &self,
        libraries: &[Library<'_>],
        files: &[Named<'_>],
        built_in: Option<BuiltIn>,
    ) -> Result<(Vec<u8>, Option<UsedAdapter>)> {
        let (mut component, used) = match built_in {
            Some(built_in) => self.link_adapted(libraries, files, built_in)?,
            None => (
                self.link_with(libraries, &self.encoder.adapters(None, files))?,
                None,
            ),
        };
        component = self.encoder.describe(component)?;
        if self.encoder.validate {
            validated(&component).context("the libraries make no valid component together")?;
        }
        Ok((component, used))
    }

    /// Links with a built-in adapter for the libraries that are in the component. The linker leaves out a library that
    /// nobody needs, and its imports; only the linker knows which.
    fn link_adapted(
        &self,
        libraries: &[Library<'_>],
        files: &[Named<'_>],
        mut built_in: BuiltIn,
    ) -> Result<(Vec<u8>, Option<UsedAdapter>)> {
        loop {
            let (chosen, adapter) = self.encoder.make_adapter(built_in.clone(), specialise)?;
            let component =
                self.link_with(libraries, &self.encoder.adapters(Some(&chosen), files))?;
            let main = Module::parse(&component[main_module(&component)?])?;
            let functions = requirements::imported_functions(&main)?;
            if functions.len() == built_in.functions.len() {
                let used = self.encoder.used(&chosen);
                return Ok((self.encoder.rewire(&component, adapter, None)?, Some(used)));
            }
            built_in.functions = functions;
            if built_in.is_useless() {
                let component = self.link_with(libraries, &self.encoder.adapters(None, files))?;
                return Ok((component, None));
            }
        }
    }

    /// The mistake in the input that made linking fail.
    ///
    /// Asked only after linking has failed, so that nothing is refused that the linker accepts: a library that nobody
    /// reaches is left out, and function bodies matter only to validation.
    fn cause(&self, libraries: &[Library<'_>], files: &[Named<'_>]) -> Option<anyhow::Error> {
        let adapted = self.encoder.adapted(files);
        let wrong = |library: &Library<'_>| {
            validate_module(&library.wasm)
                .map_err(|error| library.locate(error))
                .and_then(|()| Module::parse(&library.wasm))
                .and_then(|module| {
                    explain::linking::refuse_linked(&module)?;
                    requirements::refuse_unadapted(&module, &adapted)?;
                    if self.encoder.builtin {
                        requirements::imported_functions(&module)?;
                    }
                    match module.export("_start") {
                        Some(_) => refuse_no_start(&module),
                        None => Ok(()),
                    }
                })
                .with_context(|| in_library(library.name))
                .err()
        };
        let misfit = |(name, wasm): &Named<'_>| {
            let invalid = validate_module(wasm).err()?;
            let (name, message) = (name.to_string(), invalid.to_string());
            Some(Error::BadAdapter { name, message }.into())
        };
        let in_libraries = libraries.iter().find_map(wrong);
        in_libraries
            .or_else(|| files.iter().find_map(misfit))
            .or_else(|| self.refuse_layout(libraries).err())
    }

    /// Refuses libraries that cannot have the memory that they ask for.
    fn refuse_layout(&self, libraries: &[Library<'_>]) -> Result<()> {
        let mut sum = 0;
        for library in libraries {
            let module = Module::parse(&library.wasm)?;
            sum += memory_of(&module).with_context(|| in_library(library.name))?;
        }
        let stack = u64::from(self.stack_size.unwrap_or(STACK_SIZE));
        ensure!(
            sum + stack + PADDING <= u64::from(u32::MAX),
            "the libraries ask for {sum} bytes of memory together, which with a stack of {stack} bytes is more than there \
             can be, 4 GiB"
        );
        Ok(())
    }

    fn read(&self) -> Result<Vec<Library<'_>>> {
        if self.libraries.is_empty() {
            bail!("there is nothing to link: name at least one library");
        }
        let mut names = HashSet::new();
        let mut libraries = Vec::new();
        for (name, bytes, dl_openable) in &self.libraries {
            if !names.insert(name) {
                return Err(Error::DuplicateLibrary { name: name.clone() }.into());
            }
            let wasm = input::core_module(bytes)
                .map_err(|error| error.in_file(name))
                .with_context(|| in_library(name))?;
            if let Ok(module) = Module::parse(&wasm) {
                explain::linking::refuse_program(&module).with_context(|| in_library(name))?;
            }
            libraries.push(Library {
                name,
                given: bytes,
                wasm,
                dl_openable: *dl_openable,
            });
        }
        Ok(libraries)
    }

    /// Decides what the built-in adapter must be for all libraries together.
    fn choose(&self, libraries: &[Library<'_>]) -> Result<Option<BuiltIn>> {
        if !self.encoder.builtin {
            return Ok(None);
        }
        ensure!(
            !self.encoder.wit_component.reject_legacy_names,
            Error::LegacyNamesNeeded
        );
        let mut functions = BTreeSet::new();
        let mut starts = false;
        let mut own_run = None;
        let modules = libraries
            .iter()
            .map(|library| Module::parse(&library.wasm).with_context(|| in_library(library.name)))
            .collect::<Result<Vec<_>>>()?;
        let imported = |name: &str| {
            let mut imports = modules.iter().flat_map(|module| &module.imports);
            imports.any(|import| import.name == name)
        };
        for (library, module) in libraries.iter().zip(&modules) {
            if module.export("_start").is_some() {
                starts = true;
                refuse_no_start(module).with_context(|| in_library(library.name))?;
            }
            let used = library.dl_openable
                || module.has_world()
                || module.export("_start").is_some()
                || module.exports.iter().any(|export| imported(export.name));
            match requirements::imported_functions(module) {
                Ok(imported) => functions.extend(imported),
                // The linker leaves this library out.
                Err(_) if !used => {}
                Err(error) => return Err(error).with_context(|| in_library(library.name)),
            }
            own_run = own_run.or_else(|| requirements::own_run(module));
        }
        let built_in = BuiltIn {
            variant: requirements::form(self.encoder.variant, starts, || own_run)?,
            functions,
            // Which library's realloc the host calls is settled by the linker only.
            tracks_leaving: true,
            memory_page_size_log2: 16,
        };
        Ok((!built_in.is_useless()).then_some(built_in))
    }

    fn link_with(&self, libraries: &[Library<'_>], adapters: &[Adapter<'_>]) -> Result<Vec<u8>> {
        let worlds = libraries.iter().map(|library| &*library.wasm);
        encode::refuse_circles(worlds.chain(adapters.iter().map(|adapter| adapter.wasm)))?;
        let mut linker = wit_component::Linker::default();
        linker
            .stub_missing_functions(self.stub_missing_functions)
            .use_built_in_libdl(self.use_built_in_libdl);
        if let Some(size) = self.stack_size {
            linker.stack_size(size);
        }
        encode::configure(linker.encoder(), adapters, &self.encoder.wit_component)?;
        // What comes out is validated at the end, after rewiring.
        linker.encoder().validate(false);
        for library in libraries {
            linker.library(library.name, &library.wasm, library.dl_openable)?;
        }
        linker.encode().map_err(explain::linking::explain)
    }
}

/// Whether the component's world has something from a library. One that cannot be read was left out.
fn has_world(libraries: &[Library<'_>]) -> bool {
    libraries
        .iter()
        .filter_map(|library| Module::parse(&library.wasm).ok())
        .any(|module| module.has_world())
}

fn validated(wasm: &[u8]) -> Result<()> {
    Validator::new_with_features(WasmFeatures::all()).validate_all(wasm)?;
    Ok(())
}

fn in_library(name: &str) -> String {
    format!("in the library `{name}`")
}
