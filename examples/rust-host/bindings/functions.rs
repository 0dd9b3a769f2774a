//! Finds the functions that a component exports, and checks their types.

use wasmtime::component::TypedFunc;
use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower};
use wasmtime::error::Context;
use wasmtime::{AsContextMut, Result};

/// The functions of an exported instance, or of the component itself.
pub(super) struct Functions<'a>(&'a Instance, Option<ComponentExportIndex>);

impl<'a> Functions<'a> {
    pub(super) fn new(
        store: impl AsContextMut,
        instance: &'a Instance,
        name: Option<&str>,
    ) -> Result<Functions<'a>> {
        let find = |name| {
            let index = instance.get_export_index(store, None, name);
            index.with_context(|| format!("the component does not export `{name}`"))
        };
        Ok(Functions(instance, name.map(find).transpose()?))
    }

    pub(super) fn get<P, R>(
        &self,
        mut store: impl AsContextMut,
        name: &str,
    ) -> Result<TypedFunc<P, R>>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let index = self.0.get_export_index(&mut store, self.1.as_ref(), name);
        let index = index.with_context(|| format!("the component lacks the function `{name}`"))?;
        let function = self.0.get_typed_func(store, index);
        function.with_context(|| format!("the function `{name}` has another type"))
    }
}
