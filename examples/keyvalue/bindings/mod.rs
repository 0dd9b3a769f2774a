//! Bindings of the component `copier`, made by `componentize bindgen rust`.

// Names, types and parameters are the component's, and a host need not use all of them.
#![allow(clippy::large_enum_variant, clippy::len_without_is_empty)]
#![allow(clippy::too_many_arguments, clippy::type_complexity, dead_code)]

mod functions;
pub mod store;

use functions::Functions;
use wasmtime::component::{Component, HasData, Instance, InstancePre, Linker, TypedFunc};
use wasmtime::{AsContextMut, Result};

/// Everything that the component exports.
#[derive(Clone)]
pub struct Copier {
    copy: TypedFunc<(&'static str,), (Option<String>,)>,
}

impl Copier {
    /// Registers everything that the component imports, each label with a getter of its own.
    pub fn add_to_linker<T, Primary, Secondary>(
        linker: &mut Linker<T>,
        primary: fn(&mut T) -> Primary::Data<'_>,
        secondary: fn(&mut T) -> Secondary::Data<'_>,
    ) -> Result<()>
    where
        T: 'static,
        Primary: HasData,
        for<'a> Primary::Data<'a>: store::Host,
        Secondary: HasData,
        for<'a> Secondary::Data<'a>: store::Host,
    {
        let mut instance = linker.instance("primary")?;
        store::add_to_instance::<T, Primary>(&mut instance, primary)?;
        let mut instance = linker.instance("secondary")?;
        store::add_to_instance::<T, Secondary>(&mut instance, secondary)?;
        Ok(())
    }

    /// Finds the exports of an instance, and checks their types.
    pub fn new(mut store: impl AsContextMut, instance: &Instance) -> Result<Copier> {
        let functions = Functions::new(&mut store, instance, None)?;
        Ok(Copier {
            copy: functions.get(&mut store, "copy")?,
        })
    }

    /// Copies a value from the primary store to the secondary one.
    pub fn copy(&self, store: impl AsContextMut, key: &str) -> Result<Option<String>> {
        // SAFETY: `new` has checked the type; only the lifetime differs.
        let function = unsafe { TypedFunc::new_unchecked(*self.copy.func()) };
        let (result,) = function.call(store, (key,))?;
        Ok(result)
    }
}

/// A component with its imports linked and checked, ready to make instances.
pub struct CopierPre<T: 'static> {
    pre: InstancePre<T>,
}

impl<T: 'static> CopierPre<T> {
    /// Links a component; an import that the linker lacks is an error.
    pub fn new(linker: &Linker<T>, component: &Component) -> Result<CopierPre<T>> {
        let pre = linker.instantiate_pre(component)?;
        Ok(CopierPre { pre })
    }

    /// Makes an instance, and finds its exports.
    pub fn instantiate(&self, mut store: impl AsContextMut<Data = T>) -> Result<Copier> {
        let instance = self.pre.instantiate(&mut store)?;
        Copier::new(&mut store, &instance)
    }
}
