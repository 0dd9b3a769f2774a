//! A program that contains a component, which its build script made.

/// The guest, wrapped.
static GUEST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guest.component.wasm"));

fn main() {
    println!("the guest is a component of {} bytes", GUEST.len());
}
