//! Small components, a file each, that show one edge of calls, of names or of types.

use super::declarations::tsc;
use super::harness::{self, Node};
use super::{echo, jco_hosts};
use componentize::bindgen::js::Instantiation;
use std::fs;
use wit_component::StringEncoding;

/// Those that catch exceptions, whose instructions Node 22 does not know.
const CATCH: [&str; 3] = ["between", "catches_all", "catches_drop"];

#[test]
fn every_small_component_keeps_to_its_edge() {
    let folder = harness::scripts().join("small");
    let mut count = 0;
    for file in fs::read_dir(folder).expect("the folder") {
        let path = file.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.expect("a name in UTF-8");
        if path.extension().is_none_or(|ending| ending != "wat") {
            continue;
        }
        let component = wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"));
        let directory = harness::directory(&format!("small-{name}"));
        let options = harness::options(name, Instantiation::Sync);
        harness::generate(&component, &directory, &options);
        let script = harness::scripts().join("small.js");
        let [script, directory] = [script, directory].map(|path| path.display().to_string());
        for node in Node::ALL {
            if node == Node::Newest || !CATCH.contains(&name) {
                let printed = node.run(&[&script, &directory, name]);
                assert_eq!(printed, "ok\n", "{name} in {node:?}");
            }
        }
        count += 1;
    }
    assert_eq!(count, 18);
}

/// A host that reads the message of an error, where a type of the interface is called `error`, and gives a `map`.
const HOST: &str = "
    import { things } from './app.js';
    import type { ComponentError, Error as Problem, Map as Plan } from './interfaces/test-n-things.js';
    const plan: Plan = { width: 1 };
    const drawn: Plan | undefined = things.draw(plan);
    const known: number | undefined = things.table().get('a');
    const frozen: number = things.freeze().degrees;
    try {
      things.boil({ degrees: 1 });
    } catch (error) {
      const problem = error as ComponentError<Problem>;
      const message: string = problem.message;
      const tag: 'not-found' | 'other' = problem.payload.tag;
      console.log(message, tag, drawn, known, frozen);
    }
";

#[test]
fn types_called_error_and_map_are_what_they_are_declared_as() {
    let wit = fs::read_to_string(harness::scripts().join("small/types.wit")).expect("the WIT");
    let directory = harness::directory("small-types");
    let component = echo::component(&wit, StringEncoding::UTF8);
    let options = harness::options("app", Instantiation::None);
    harness::generate(&component, &directory, &options);
    fs::write(directory.join("host.ts"), HOST).expect("the host");
    tsc(&directory, &["host.ts".to_string()]);
}

/// What hosts for jco expect of text, whatever its encoding is in the component.
#[test]
fn text_in_every_encoding() {
    let wit = "package test:hosts; interface test { take-basic: func(s: string); return-unicode: func() -> string;
        roundtrip: func(s: string) -> string; } world app { import test; export test; }";
    for encoding in [
        StringEncoding::UTF8,
        StringEncoding::UTF16,
        StringEncoding::CompactUTF16,
    ] {
        let directory = harness::directory(&format!("text-{encoding:?}"));
        let options = harness::options("app", Instantiation::Sync);
        harness::generate(&echo::component(wit, encoding), &directory, &options);
        jco_hosts::helpers(&directory);
        jco_hosts::run(
            &directory,
            "import { assert, loadSync } from './helpers.js'; import { instantiate } from './app.js';
            const unicode = '\\u{1f680}\\u{1f680}\\u{1f680} \\u{20204}\\u{13000}';
            const { test } = instantiate(loadSync, { 'test:hosts/test': {
              takeBasic: (s) => assert.strictEqual(s, 'latin utf16'), returnUnicode: () => unicode, roundtrip: (s) => s } });
            test.takeBasic('latin utf16');
            assert.strictEqual(test.returnUnicode(), unicode);
            for (const text of ['', 'str', 'gr\\u00fc\\u00dfe', unicode, 'a'.repeat(5000) + unicode]) {
              assert.strictEqual(test.roundtrip(text), text);
            }
            // Short strings are read four characters at a time: every length, and what is not ASCII at every place.
            const letters = 'abcdefghijklmnopqrstuvwxyz0123';
            for (let length = 0; length <= letters.length; length++) {
              const short = letters.slice(0, length);
              assert.strictEqual(test.roundtrip(short), short);
              for (let at = 0; at < length; at++) {
                const text = short.slice(0, at) + '\\u00fc' + short.slice(at + 1);
                assert.strictEqual(test.roundtrip(text), text);
              }
            }
            console.log('ok');",
        );
    }
}
