//! What the component imports as `example:plugins/log`.

use wasmtime::Result;
use wasmtime::component::{HasData, Linker, LinkerInstance};

/// What the component asks of its host.
pub trait Host {
    /// `log`
    fn log(&mut self, text: String) -> Result<()>;
}

impl<H: Host + ?Sized> Host for &mut H {
    fn log(&mut self, text: String) -> Result<()> {
        H::log(self, text)
    }
}

/// Registers the interface under its own name.
pub fn add_to_linker<T, D>(linker: &mut Linker<T>, get: fn(&mut T) -> D::Data<'_>) -> Result<()>
where
    T: 'static,
    D: HasData,
    for<'a> D::Data<'a>: Host,
{
    let mut instance = linker.instance("example:plugins/log")?;
    add_to_instance::<T, D>(&mut instance, get)
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
    instance.func_wrap("log", move |mut store, (text,): (String,)| {
        get(store.data_mut()).log(text)?;
        Ok(())
    })?;
    Ok(())
}
