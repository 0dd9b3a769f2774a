//! The interface `tools`, each function by one call of the library.

use crate::Everywhere;
use crate::bindings::exports::componentize::tools::tools::*;
use crate::cli::maps;
use crate::options;
use componentize::bindgen::{self, plan::Plan};
use componentize::wit::{Features, TextOptions};
use componentize::{Componentizer, EmbedOptions, Encoded, Linker, diff, inspect, picture};

impl Guest for Everywhere {
    fn new(module: Vec<u8>, options: NewOptions) -> Result<Made, Refusal> {
        let mut componentizer = Componentizer::new(&module);
        options::configure(&mut componentizer, &options)?;
        if let Some(target) = &options.target {
            let mut world = options::world(target)?;
            let embedded = componentize::embedded_world(&mut world, &EmbedOptions::default())?;
            componentizer.embedded_world(embedded);
        }
        Ok(made(&componentizer.wrap()?))
    }

    fn embed(
        module: Vec<u8>,
        target: WitWorld,
        encoding: StringEncoding,
    ) -> Result<Vec<u8>, Refusal> {
        let options = EmbedOptions::default().encoding(options::encoding(encoding));
        let mut world = options::world(&target)?;
        Ok(componentize::embed(&module, &mut world, &options)?)
    }

    fn link(libraries: Vec<Library>, options: LinkOptions) -> Result<Made, Refusal> {
        let mut linker = Linker::new();
        options::configure_linker(&mut linker, &options)?;
        for library in &libraries {
            match library.dl_openable {
                true => linker.dl_openable_library(&library.name, &library.module),
                false => linker.library(&library.name, &library.module),
            };
        }
        Ok(made(&linker.link()?))
    }

    fn wit(input: WitSource) -> Result<String, Refusal> {
        let wit = options::read("input", &input, &Features::all())?;
        Ok(wit.to_text(&TextOptions::default())?)
    }

    fn targets(
        component: Vec<u8>,
        target: WitWorld,
        options: TargetsOptions,
    ) -> Result<(), Refusal> {
        let world = options::world(&target)?;
        let options = options::targets(&options);
        Ok(componentize::targets(&component, &world, &options)?)
    }

    fn inspect(wasm: Vec<u8>) -> Result<String, Refusal> {
        let wasm = componentize::input::either(&wasm)?;
        Ok(inspect::inspect(&wasm)?.to_json())
    }

    fn picture(wasm: Vec<u8>, title: String) -> Result<String, Refusal> {
        Ok(picture::html(&wasm, &title)?)
    }

    fn diff(old: Vec<u8>, new: Vec<u8>) -> Result<String, Refusal> {
        let old = componentize::input::either(&old)?;
        let new = componentize::input::either(&new)?;
        Ok(diff::diff(&old, &new)?.to_json())
    }

    fn js(component: Vec<u8>, options: JsOptions) -> Result<Generated, Refusal> {
        let component = componentize::input::component(&component)?;
        let mut plan = Plan::with_tasks(&component)?;
        let unknown = plan.async_imports(&options.async_imports)?;
        let mut warnings = unused_maps(&options.map, &plan);
        let as_option = |name: &str| format!("`{name}` in `asyncImports`");
        warnings.extend(maps::no_functions(&unknown, &plan, as_option));
        let made = bindgen::js::generate(&plan, &options::js(options));
        Ok(generated(made, warnings))
    }

    fn python(component: Vec<u8>, options: PythonOptions) -> Result<Generated, Refusal> {
        let component = componentize::input::component(&component)?;
        let plan = Plan::new(&component)?;
        let warnings = unused_maps(&options.map, &plan);
        let made = bindgen::python::generate(&plan, &options::python(options))?;
        Ok(generated(made, warnings))
    }

    fn rust(component: Vec<u8>, options: RustOptions) -> Result<Generated, Refusal> {
        let component = componentize::input::component(&component)?;
        let plan = Plan::new(&component)?;
        let made = bindgen::rust::generate(&plan, &options::rust(options))?;
        Ok(generated(made, Vec::new()))
    }
}

fn made(encoded: &Encoded<'_>) -> Made {
    Made {
        component: encoded.to_vec(),
        warnings: encoded.warnings().iter().map(ToString::to_string).collect(),
        adapted: encoded
            .adapter()
            .map(|adapter| adapter.functions.clone())
            .unwrap_or_default(),
    }
}

fn unused_maps(maps: &[(String, String)], plan: &Plan) -> Vec<String> {
    maps::unused(maps, plan, |pattern| format!("`{pattern}` in `map`"))
}

fn generated(files: bindgen::Files, warnings: Vec<String>) -> Generated {
    let file = |(path, contents): (&str, &[u8])| File {
        path: path.to_string(),
        contents: contents.to_vec(),
    };
    Generated {
        files: files.iter().map(file).collect(),
        warnings,
    }
}
