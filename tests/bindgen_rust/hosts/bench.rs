//! Calls everything that the bench component exports.

use glue_host::bindings::GluePre;
use glue_host::bindings::types::{Shape, User};
use glue_host::host::State;
use glue_host::linker;
use wasmtime::{Result, Store};

fn main() -> Result<()> {
    let engine = linker::engine()?;
    let component = linker::component(&engine)?;
    let app: GluePre<State> = linker::linker_for(&linker::shared_linker(&engine)?, &component)?;
    let mut store = Store::new(&engine, State::default());
    let guest = app.instantiate(&mut store)?.guest;
    assert_eq!(guest.add(&mut store, 40, 2)?, 42);
    assert_eq!(guest.echo_string(&mut store, "häß")?, "häß");
    assert_eq!(guest.echo_bytes(&mut store, &[0, 255])?, [0, 255]);
    let user = User {
        id: 1 << 40,
        name: "Ada".to_string(),
        age: 36,
    };
    assert_eq!(guest.echo_user(&mut store, &user)?, user);
    let users = [user.clone(), user];
    assert_eq!(guest.echo_users(&mut store, &users)?, users);
    for shape in [Shape::Circle(0.5), Shape::Square(2), Shape::None] {
        assert_eq!(guest.echo_shape(&mut store, shape)?, shape);
    }
    println!("check: {:?} {:?}", guest.check(&mut store, 1)?, guest.check(&mut store, 0)?);
    let counter = guest.counter_new(&mut store, 5)?;
    assert_eq!(guest.counter_inc(&mut store, counter, 2)?, 7);
    guest.counter_drop(&mut store, counter)?;
    let error = guest.counter_inc(&mut store, counter, 2).unwrap_err();
    println!("dropped: {}", error.root_cause());
    // An instance that trapped may refuse to be called again.
    let mut store = Store::new(&engine, State::default());
    let guest = app.instantiate(&mut store)?.guest;
    let error = guest.call_add_one(&mut store, 1).unwrap_err();
    println!("host: {}", error.root_cause());
    Ok(())
}
