//! Bindings of the component `plugin`, made by `componentize bindgen rust`.

// Names, types and parameters are the component's, and a host need not use all of them.
#![allow(clippy::large_enum_variant, clippy::len_without_is_empty)]
#![allow(clippy::too_many_arguments, clippy::type_complexity, dead_code)]

mod functions;
pub mod log;

use functions::Functions;
use wasmtime::component::{Component, HasData, Instance, InstancePre, Linker, TypedFunc};
use wasmtime::{AsContextMut, Result};

/// Everything that the component exports.
#[derive(Clone)]
pub struct Plugin {
    name: TypedFunc<(), (String,)>,
    change: TypedFunc<(&'static str,), (Result<String, String>,)>,
}

impl Plugin {
    /// Registers everything that the component imports.
    pub fn add_to_linker<T, D>(linker: &mut Linker<T>, get: fn(&mut T) -> D::Data<'_>) -> Result<()>
    where
        T: 'static,
        D: HasData,
        for<'a> D::Data<'a>: log::Host,
    {
        log::add_to_linker::<T, D>(linker, get)?;
        Ok(())
    }

    /// Finds the exports of an instance, and checks their types.
    pub fn new(mut store: impl AsContextMut, instance: &Instance) -> Result<Plugin> {
        let functions = Functions::new(&mut store, instance, None)?;
        Ok(Plugin {
            name: functions.get(&mut store, "name")?,
            change: functions.get(&mut store, "change")?,
        })
    }

    /// `name`
    pub fn name(&self, store: impl AsContextMut) -> Result<String> {
        let (result,) = self.name.call(store, ())?;
        Ok(result)
    }

    /// `change`
    ///
    /// The outer error is a trap, the inner one the component's own.
    pub fn change(&self, store: impl AsContextMut, text: &str) -> Result<Result<String, String>> {
        // SAFETY: `new` has checked the type; only the lifetime differs.
        let function = unsafe { TypedFunc::new_unchecked(*self.change.func()) };
        let (result,) = function.call(store, (text,))?;
        Ok(result)
    }
}

/// A component with its imports linked and checked, ready to make instances.
pub struct PluginPre<T: 'static> {
    pre: InstancePre<T>,
}

impl<T: 'static> PluginPre<T> {
    /// Links a component; an import that the linker lacks is an error.
    pub fn new(linker: &Linker<T>, component: &Component) -> Result<PluginPre<T>> {
        let pre = linker.instantiate_pre(component)?;
        Ok(PluginPre { pre })
    }

    /// Makes an instance, and finds its exports.
    pub fn instantiate(&self, mut store: impl AsContextMut<Data = T>) -> Result<Plugin> {
        let instance = self.pre.instantiate(&mut store)?;
        Plugin::new(&mut store, &instance)
    }
}
