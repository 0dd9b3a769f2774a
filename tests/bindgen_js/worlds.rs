//! Worlds that nobody thought of: bindings for what wit-smith makes are valid JavaScript and strict TypeScript.

use super::declarations::tsc;
use super::harness::{self, Node};
use super::random::Random;
use arbitrary::Unstructured;
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::Plan;
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

/// Components of every world of a package at random.
fn components(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let noise: Vec<u8> = (0..4096).map(|_| random.below(256) as u8).collect();
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
    let Ok(package) = wit_smith::smith(&config, &mut Unstructured::new(&noise)) else {
        return Vec::new();
    };
    let Ok(DecodedWasm::WitPackage(resolve, _)) = wit_component::decode(&package) else {
        return Vec::new();
    };
    let mangling = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let worlds = resolve.worlds.iter().map(|(id, _)| id);
    let components = worlds.map(|world| {
        let mut module = wit_component::dummy_module(&resolve, world, mangling);
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)
            .expect("a world");
        let mut encoder = ComponentEncoder::default();
        encoder
            .module(&module)
            .expect("a module")
            .encode()
            .expect("a component")
    });
    components.collect()
}

#[test]
fn bindings_of_generated_worlds_are_well_formed() {
    let directory = harness::directory("worlds");
    let mut count = 0;
    let mut files = Vec::new();
    for seed in 0..120 {
        for component in components(seed) {
            if let Err(error) = Plan::new(&component) {
                panic!("seed {seed}: {error:?}");
            }
            let name = format!("world{count}");
            let instantiation = [Instantiation::Async, Instantiation::None][count % 2];
            harness::generate(
                &component,
                &directory.join(&name),
                &harness::options(&name, instantiation),
            );
            files.push(format!("{name}/{name}.d.ts"));
            count += 1;
        }
    }
    assert!(count > 40, "only {count} worlds were generated");
    Node::Newest.run_script("parse.js", &directory);
    tsc(&directory, &files);
}
