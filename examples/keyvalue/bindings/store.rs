//! What the component imports as `example:keyvalue/store@1.0.0`.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasData, Linker, LinkerInstance};
use wasmtime::{Result, bail};

/// What the component asks of its host.
pub trait Host {
    /// `get`
    fn get(&mut self, key: String) -> Result<Option<String>>;

    /// `set`
    fn set(&mut self, key: String, value: String) -> Result<()>;
}

impl<H: Host + ?Sized> Host for &mut H {
    fn get(&mut self, key: String) -> Result<Option<String>> {
        H::get(self, key)
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        H::set(self, key, value)
    }
}

/// Registers the interface's functions in any instance.
pub fn add_to_instance<T, D>(
    instance: &mut LinkerInstance<'_, T>,
    get: impl Fn(&mut T) -> D::Data<'_> + Copy + Send + Sync + 'static,
) -> Result<()>
where
    T: 'static,
    D: HasData,
    for<'a> D::Data<'a>: Host,
{
    instance.func_wrap("get", move |mut store, (key,): (String,)| {
        let result = get(store.data_mut()).get(key)?;
        Ok((result,))
    })?;
    instance.func_wrap("set", move |mut store, (key, value): (String, String)| {
        get(store.data_mut()).set(key, value)?;
        Ok(())
    })?;
    Ok(())
}

/// The labels under which the component imports `example:keyvalue/store@1.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreLabel {
    /// `primary`
    Primary,
    /// `secondary`
    Secondary,
}

impl StoreLabel {
    /// The label of that name; if there is none, the error lists those there are.
    pub fn look_up(label: &str) -> Result<StoreLabel> {
        // Labels that differ in case or dashes alone are equal.
        match label.replace('-', "").to_lowercase().as_str() {
            "primary" => Ok(StoreLabel::Primary),
            "secondary" => Ok(StoreLabel::Secondary),
            _ => bail!(
                "there is no `example:keyvalue/store@1.0.0` for the label `{label}`: there are `primary`, `secondary`"
            ),
        }
    }
}

/// Registers the interface for every label of a component that stands for it.
///
/// `look_up` returns what a label means, or refuses it; `get` finds that in the store's data. A label
/// stands for the interface if it implements a compatible version, or if it does not say what it
/// implements and `look_up` knows it.
pub fn add_labels_to_linker<T, D, Id>(
    linker: &mut Linker<T>,
    component: &Component,
    mut look_up: impl FnMut(&str) -> Result<Id>,
    get: fn(&mut T, Id) -> D::Data<'_>,
) -> Result<()>
where
    T: 'static,
    D: HasData,
    for<'a> D::Data<'a>: Host,
    Id: Copy + Send + Sync + 'static,
{
    let engine = linker.engine().clone();
    for (name, import) in component.component_type().imports(&engine) {
        let implements = import.is_implements("example:keyvalue/store@1.0.0");
        let is_open = import.implements.is_none() && !name.contains(':');
        let is_instance = matches!(import.ty, ComponentItem::ComponentInstance(_));
        let stands = implements || (is_open && is_instance);
        if !stands {
            continue;
        }
        let id = match look_up(name) {
            Ok(id) => id,
            Err(error) if implements => return Err(error),
            Err(_) => continue,
        };
        let mut instance = linker.instance(name)?;
        add_to_instance::<T, D>(&mut instance, move |data| get(data, id))?;
    }
    Ok(())
}
