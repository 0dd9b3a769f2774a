//! The steps of a wrap, in order.

use super::options::Named;
use super::{Componentizer, warnings};
use crate::component::module::Module;
use crate::component::outermost::main_module;
use crate::encode::fits::fits;
use crate::encode::outline::{NamingConvention, Outline, outline};
use crate::encode::{Adapter, encode};
use crate::encoded::Encoded;
use crate::error::Error;
use crate::explain::Refused;
use crate::explain::linking::refuse_relocatable;
use crate::finish::metadata::without_names;
use crate::finish::put_back::put_back;
use crate::input;
use crate::requirements::{self, BuiltIn};
use crate::specialise::request::Request;
use crate::specialise::specialised::Specialised;
use crate::validate::validate;
use anyhow::Result;

impl<'a> Componentizer<'a> {
    /// Runs all steps. The adapter's specialisation is a parameter so that the wiring can be tested with a small
    /// adapter whose every instruction is in the test.
    pub(super) fn run(
        &self,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> Result<Encoded<'a>> {
        let binary = input::core_module(self.module)?;
        let files = self.encoder.files()?;
        let mut module = Module::parse(&binary)?;
        refuse_relocatable(&module)?;
        module.worlds = self.worlds.iter().map(Vec::as_slice).collect();

        let required = self.choose(&module, &files)?;
        let made = required.map(|required| self.encoder.make_adapter(required, specialise));
        let (chosen, adapter) = made.transpose()?.unzip();
        let adapters = self.encoder.adapters(chosen.as_ref(), &files);
        for adapter in adapters.iter().filter(|adapter| adapter.built_in) {
            fits(&module, adapter)?;
        }

        let names = match self.encoder.wit_component.reject_legacy_names {
            true => NamingConvention::Standard,
            false => NamingConvention::Historical,
        };
        let outline = outline(&module, chosen.as_ref().map(|_| names), self.strip)?;
        let mut component = encode(&outline, &adapters, &self.encoder.wit_component)
            .map_err(|error| self.refused(&module, &outline, &adapters).explain(error))?;
        match adapter {
            Some(adapter) => {
                let start = outline.start.as_deref();
                component = self.encoder.rewire(&component, adapter, start)?;
            }
            None if self.encoder.leaves_out_names() => component = without_names(&component)?,
            None => {}
        }
        component = self.encoder.describe(component)?;
        let warnings = warnings::of_module(&module, &component, &self.encoder)?;
        let pieces = put_back(&component, main_module(&component)?, &module, &outline)?;
        drop(module);
        let used = chosen.as_ref().map(|chosen| self.encoder.used(chosen));
        let encoded = Encoded::new(binary, pieces, component).with(used, warnings);
        if self.encoder.validate {
            validate(&encoded, self.encoder.suspect()).map_err(|error| {
                match (error, Module::parse(encoded.module())) {
                    (Error::Other(other), Ok(module)) => self
                        .refused(&module, &outline, &adapters)
                        .explain(other.into_inner()),
                    (error, _) => error,
                }
            })?;
        }
        Ok(encoded)
    }

    /// Decides about the built-in adapter, and refuses early what no adapter can serve.
    fn choose(&self, module: &Module<'_>, files: &[Named<'_>]) -> Result<Option<BuiltIn>, Error> {
        self.encoder.refuse_two_adapters()?;
        requirements::refuse_unadapted(module, &self.encoder.adapted(files))?;
        let others: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        match self.encoder.builtin {
            true => requirements::built_in(module, self.encoder.variant, &others),
            false => Ok(None),
        }
    }

    /// What a failure is explained from.
    fn refused<'r>(
        &self,
        module: &'r Module<'r>,
        outline: &'r Outline,
        adapters: &'r [Adapter<'r>],
    ) -> Refused<'r> {
        Refused {
            module,
            outline: &outline.bytes,
            adapters,
            standard_only: self.encoder.wit_component.reject_legacy_names,
        }
    }
}
