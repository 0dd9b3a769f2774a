//! Worlds for tests of bindings: every type of WIT, components whose functions all trap, and worlds at random.

use arbitrary::Unstructured;
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve, WorldId};

/// Every type of WIT, alone, in lists, and in what is made of others; results and parameters that do not fit core values.
pub const EVERY_TYPE: &str = "
    resource thing {
        constructor(n: u32);
        get: func() -> u32;
        merge: static func(a: thing, b: thing) -> result<thing, string>;
    }
    record scalars {
        a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64, l: char,
    }
    record user { name: string, id: u64, address: option<string> }
    variant shape { circle(f64), label(string), owner(user), nothing }
    enum color { red, green, blue, yellow }
    flags rights { read, write, execute, share, delete }
    all-scalars: func(x: scalars) -> scalars;
    many-parameters: func(a: list<u8>, b: list<f64>, c: list<bool>, d: list<string>, e: list<user>, f: list<shape>,
        g: list<list<u16>>, h: list<s64>, i: bool) -> list<user>;
    a-shape: func(x: shape) -> shape;
    small: func(a: color, b: rights, c: tuple<u8, string>, d: option<option<u8>>) -> tuple<color, rights>;
    a-result: func(x: result<u32, string>) -> result<string, shape>;
    a-map: func(name: string, x: map<string, u32>) -> map<string, u32>;
    a-fixed-list: func(x: list<f32, 4>) -> list<f32, 4>;
    handles: func(a: thing, b: list<thing>, c: borrow<thing>, d: list<borrow<thing>>) -> thing;
";

/// A component of a world whose functions all trap.
pub fn component(resolve: &Resolve, world: WorldId) -> Vec<u8> {
    let mangling = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let mut module = wit_component::dummy_module(resolve, world, mangling);
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8, false)
        .expect("a world");
    let mut encoder = ComponentEncoder::default();
    let encoder = encoder.module(&module).expect("a module");
    encoder.encode().expect("a component")
}

/// Components of every world of a package that is made of noise.
pub fn components_at_random(noise: &[u8]) -> Vec<Vec<u8>> {
    let config = wit_smith::Config {
        implements: true,
        fixed_length_lists: true,
        max_packages: 3,
        max_pkg_items: 4,
        max_interface_items: 6,
        max_world_items: 10,
        max_type_size: 30,
        ..wit_smith::Config::default()
    };
    let Ok(package) = wit_smith::smith(&config, &mut Unstructured::new(noise)) else {
        return Vec::new();
    };
    let Ok(DecodedWasm::WitPackage(resolve, _)) = wit_component::decode(&package) else {
        return Vec::new();
    };
    let worlds = resolve.worlds.iter().map(|(id, _)| component(&resolve, id));
    worlds.collect()
}
