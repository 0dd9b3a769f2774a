//! Worlds that nobody thought of: bindings for what wit-smith makes are valid JavaScript and strict TypeScript.

use super::declarations::tsc;
use super::harness::{self, Node};
use super::random::Random;
use super::wit;
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::Plan;

/// Components of every world of a package at random.
pub fn components(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let noise: Vec<u8> = (0..4096).map(|_| random.below(256) as u8).collect();
    wit::components_at_random(&noise)
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
