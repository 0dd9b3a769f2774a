//! Runs the guest of `examples/keyvalue`: by a getter for each label, then by a look-up of any component's labels.

use copier_host::bindings::{Copier, CopierPre, store};
use std::collections::BTreeMap;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, Result, Store, bail};

#[derive(Default)]
struct Shelf(BTreeMap<String, String>);

impl store::Host for Shelf {
    fn get(&mut self, key: String) -> Result<Option<String>> {
        Ok(self.0.get(&key).cloned())
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        self.0.insert(key, value);
        Ok(())
    }
}

/// Each label is another type of object, to show that it may be.
struct Counted {
    shelf: Shelf,
    sets: u32,
}

impl store::Host for Counted {
    fn get(&mut self, _key: String) -> Result<Option<String>> {
        bail!("the secondary store is only written")
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        self.sets += 1;
        store::Host::set(&mut self.shelf, key, value)
    }
}

struct State {
    primary: Shelf,
    secondary: Counted,
    shelves: [Shelf; 2],
}

fn state() -> State {
    let greeting = || {
        let mut shelf = Shelf::default();
        shelf.0.insert("greeting".to_string(), "hello".to_string());
        shelf
    };
    State {
        primary: greeting(),
        secondary: Counted {
            shelf: Shelf::default(),
            sets: 0,
        },
        shelves: [greeting(), Shelf::default()],
    }
}

fn main() -> Result<()> {
    let engine = copier_host::linker::engine()?;
    let component = copier_host::linker::component(&engine)?;
    getters(&engine, &component)?;
    look_up(&engine, &component)?;
    let path = std::env::args().nth(1).expect("another component");
    let other = Component::from_file(&engine, path)?;
    let mut linker = Linker::<State>::new(&engine);
    let error = store::add_labels_to_linker::<State, HasSelf<Shelf>, _>(
        &mut linker,
        &other,
        store::StoreLabel::look_up,
        |state, label| &mut state.shelves[label as usize],
    );
    println!("{:#}", error.unwrap_err());
    Ok(())
}

fn getters(engine: &Engine, component: &Component) -> Result<()> {
    let mut linker = Linker::new(engine);
    Copier::add_to_linker::<State, HasSelf<Shelf>, HasSelf<Counted>>(
        &mut linker,
        |state| &mut state.primary,
        |state| &mut state.secondary,
    )?;
    let mut store = Store::new(engine, state());
    let app = CopierPre::new(&linker, component)?.instantiate(&mut store)?;
    let copied = app.copy(&mut store, "greeting")?;
    let none = app.copy(&mut store, "nothing")?;
    let secondary = &store.data().secondary;
    println!("{copied:?} {none:?} {} {:?}", secondary.sets, secondary.shelf.0);
    Ok(())
}

fn look_up(engine: &Engine, component: &Component) -> Result<()> {
    let mut linker = Linker::new(engine);
    store::add_labels_to_linker::<State, HasSelf<Shelf>, usize>(
        &mut linker,
        component,
        |label| match label {
            "primary" => Ok(0),
            "secondary" => Ok(1),
            label => bail!("no store is called {label}"),
        },
        |state, index| &mut state.shelves[index],
    )?;
    let mut store = Store::new(engine, state());
    let app = CopierPre::new(&linker, component)?.instantiate(&mut store)?;
    let copied = app.copy(&mut store, "greeting")?;
    println!("{copied:?} {:?}", store.data().shelves[1].0);
    Ok(())
}
