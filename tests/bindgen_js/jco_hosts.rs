//! Hosts as they are written for jco: the shapes of import objects, exports and values that its users rely on, against
//! components that hand every call on to the host.

use super::echo;
use super::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use std::path::{Path, PathBuf};
use wit_component::StringEncoding;

/// What hosts find next to them: a loader, assertions, and an object of imports for a WASI that is not asked for.
const HELPERS: &str = "
    import { readFile } from 'node:fs/promises';
    import { readFileSync } from 'node:fs';
    export * as assert from 'node:assert';
    export const load = async (file) => WebAssembly.compile(await readFile(new URL(file, import.meta.url)));
    export const loadSync = (file) => new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
    export const wasi = { 'wasi:io/error': { Error: class WasiError {} }, 'wasi:cli/stdin': { getStdin() {} } };
";

/// Generates bindings for a component of a world; the directory with the helpers.
fn generate(test: &str, wit: &str, options: &Options) -> PathBuf {
    let directory = harness::directory(&format!("jco-{test}"));
    let component = echo::component(wit, StringEncoding::UTF8);
    harness::generate(&component, &directory, options);
    helpers(&directory);
    directory
}

/// Writes what hosts find next to them.
pub fn helpers(directory: &Path) {
    std::fs::write(directory.join("helpers.js"), HELPERS).expect("the helpers");
}

/// Runs a host in each version of Node; it fails by itself, and prints `ok` at its end.
pub fn run(directory: &Path, host: &str) {
    let script = directory.join("host.js");
    std::fs::write(&script, host).expect("the host");
    for node in Node::ALL {
        let printed = node.run(&[script.to_str().expect("a path in UTF-8")]);
        assert_eq!(printed, "ok\n", "{node:?}");
    }
}

fn mapped(map: &[(&str, &str)]) -> Options {
    let map = map
        .iter()
        .map(|(spec, target)| (spec.to_string(), target.to_string()));
    Options {
        map: map.collect(),
        ..Options::new("app")
    }
}

fn asynchronous() -> Options {
    harness::options("app", Instantiation::Async)
}

/// A world that imports and exports one interface, whose exports call the imports.
fn world(functions: &str) -> String {
    format!(
        "package test:hosts@1.0.0; interface test {{ {functions} }} world app {{ import test; export test; }}"
    )
}

#[test]
fn numbers() {
    let types = [
        "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char",
    ];
    let functions = types.map(|ty| format!("roundtrip-{ty}: func(x: {ty}) -> {ty};"));
    let wit = world(&format!(
        "{} set-scalar: func(x: u32); get-scalar: func() -> u32;",
        functions.concat()
    ));
    let directory = generate("numbers", &wit, &asynchronous());
    run(
        &directory,
        "import { assert, load, wasi } from './helpers.js'; import { instantiate } from './app.js';
        const roundtrips = Object.fromEntries(['U8', 'S8', 'U16', 'S16', 'U32', 'S32', 'U64', 'S64', 'F32', 'F64', 'Char']
          .map((name) => [`roundtrip${name}`, (x) => x]));
        let scalar = 0;
        const { test, ...rest } = await instantiate(load, { ...wasi, 'test:hosts/test': {
          ...roundtrips, setScalar(x) { scalar = x; }, getScalar() { return scalar; } } });
        assert.strictEqual(rest['test:hosts/test@1.0.0'], test);
        for (const [bits, signed] of [[8, 0], [8, 1], [16, 0], [16, 1], [32, 0], [32, 1], [64, 0], [64, 1]]) {
          const [low, high] = signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n];
          const roundtrip = test[`roundtrip${signed ? 'S' : 'U'}${bits}`];
          for (const n of [low, 1n, high]) {
            const value = bits === 64 ? n : Number(n);
            assert.strictEqual(roundtrip(value), value);
          }
        }
        for (const f of [test.roundtripF32, test.roundtripF64]) {
          for (const x of [1, Infinity, -Infinity, NaN]) assert.ok(Object.is(f(x), x));
        }
        for (const c of ['a', ' ', '\\u{1f6a9}']) assert.strictEqual(test.roundtripChar(c), c);
        test.setScalar(2);
        assert.strictEqual(test.getScalar(), 2);
        test.setScalar(4);
        assert.strictEqual(test.getScalar(), 4);
        console.log('ok');",
    );
}

#[test]
fn records() {
    let wit = world(
        "flags one { a, b } flags two { c, d, e } record r { a: u8, b: one } record many { x: u8, y: u16 }
        flags l8 { a0, a1, a7 } flags l16 { b0, b15 } flags l32 { c0, c31 }
        multiple: func() -> many; swap: func(t: tuple<u8, u32>) -> tuple<u8, u32>; flags-one: func(x: one) -> one; flags-two: func(x: two) -> two;
        three: func(x: l8, y: l16, z: l32) -> tuple<l8, l16, l32>; rec: func(x: r) -> r; single: func(x: tuple<u8>) -> tuple<u8>;",
    );
    let directory = generate("records", &wit, &asynchronous());
    run(
        &directory,
        "import { assert, load } from './helpers.js'; import { instantiate } from './app.js';
        const same = (x) => x;
        const { test } = await instantiate(load, { 'test:hosts/test': {
          multiple: () => ({ x: 100, y: 200 }), swap: ([a, b]) => [b, a], flagsOne: same, flagsTwo: same,
          three: (x, y, z) => [x, y, z], rec: same, single: ([x]) => [x] } });
        assert.deepStrictEqual(test.multiple(), { x: 100, y: 200 });
        assert.deepStrictEqual(test.swap([1, 2]), [2, 1]);
        assert.deepStrictEqual(test.flagsOne({ a: true }), { a: true, b: false });
        assert.deepStrictEqual(test.flagsOne({}), { a: false, b: false });
        assert.deepStrictEqual(test.flagsTwo({ c: true, e: true }), { c: true, d: false, e: true });
        assert.deepStrictEqual(test.three({ a7: true }, { b15: true }, {}),
          [{ a0: false, a1: false, a7: true }, { b0: false, b15: true }, { c0: false, c31: false }]);
        assert.deepStrictEqual(test.rec({ a: 8, b: {} }), { a: 8, b: { a: false, b: false } });
        assert.deepStrictEqual(test.single([1]), [1]);
        console.log('ok');",
    );
}

#[test]
fn variants() {
    let wit = world(
        "enum e1 { a, b } variant c1 { a(s32), b(s64) } variant c2 { a(s32), b(f32) } variant c3 { a(f64), b(u64) }
        variant z1 { a(s32), b } enum my-errno { success, a, b }
        %option: func(a: option<f32>) -> option<u8>; fail: func(a: result<u32, f32>) -> result<f64, u8>; kind: func(a: e1) -> e1;
        invert: func(a: bool) -> bool; casts: func(a: tuple<c1, c2, c3>) -> tuple<c1, c2, c3>; zeros: func(a: z1) -> z1;
        defs: func(a: option<u32>, b: bool, c: result<u32>);
        enums: func(a: bool, b: result, c: my-errno) -> tuple<bool, result, my-errno>;",
    );
    let directory = generate("variants", &wit, &asynchronous());
    run(
        &directory,
        "import { assert, load } from './helpers.js'; import { instantiate } from './app.js';
        const same = (x) => x;
        const { test } = await instantiate(load, { 'test:hosts/test': {
          option: (x) => x === undefined ? undefined : Math.round(x), kind: same, invert: (x) => !x, casts: same, zeros: same,
          fail(x) {
            if (x.tag === 'ok') return x.val;
            throw Object.assign(new Error(''), { payload: Math.round(x.val) });
          },
          defs() {},
          enums(a, b, c) {
            assert.deepStrictEqual([a, b, c], [true, { tag: 'ok', val: undefined }, 'success']);
            return [false, { tag: 'err', val: undefined }, 'a'];
          } } });
        assert.strictEqual(test.option(1), 1);
        assert.strictEqual(test.option(), undefined);
        assert.strictEqual(test.option(null), undefined);
        assert.strictEqual(test.fail({ tag: 'ok', val: 2 }), 2);
        assert.throws(() => test.fail({ tag: 'err', val: Math.fround(5.2) }), (error) =>
          error.constructor.name === 'ComponentError' && error.message.includes('5') && error.payload === 5);
        assert.deepStrictEqual([test.kind('a'), test.kind('b'), test.invert(true)], ['a', 'b', false]);
        for (const values of [[{ tag: 'a', val: 1 }, { tag: 'a', val: 2 }, { tag: 'a', val: 3 }],
          [{ tag: 'b', val: 1n }, { tag: 'b', val: 2 }, { tag: 'b', val: 3n }]]) assert.deepStrictEqual(test.casts(values), values);
        assert.deepStrictEqual(test.zeros({ tag: 'a', val: 1 }), { tag: 'a', val: 1 });
        test.defs(undefined, false, { tag: 'err', val: undefined });
        assert.deepStrictEqual(test.enums(true, { tag: 'ok' }, 'success'), [false, { tag: 'err', val: undefined }, 'a']);
        console.log('ok');",
    );
}

#[test]
fn lists_and_strings() {
    let numbers = [
        "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64",
    ];
    let functions = numbers.map(|ty| format!("list-{ty}: func(x: list<{ty}>) -> list<{ty}>;"));
    let wit = world(&format!(
        "{} strings: func(x: list<list<string>>) -> list<list<string>>; tuples: func(x: list<tuple<u8, u32>>);
        take-basic: func(s: string); return-unicode: func() -> string; roundtrip: func(s: string) -> string;",
        functions.concat()
    ));
    let directory = generate("lists", &wit, &harness::options("app", Instantiation::Sync));
    run(
        &directory,
        "import { assert, loadSync } from './helpers.js'; import { instantiate } from './app.js';
        let expected;
        const check = (x) => (assert.deepStrictEqual(x, expected), x);
        const names = { U8: Uint8Array, S8: Int8Array, U16: Uint16Array, S16: Int16Array, U32: Uint32Array, S32: Int32Array,
          U64: BigUint64Array, S64: BigInt64Array, F32: Float32Array, F64: Float64Array };
        const lists = Object.fromEntries(Object.keys(names).map((name) => [`list${name}`, check]));
        const unicode = '\\u{1f680}\\u{1f680} \\u{20204}\\u{13000}';
        const { test } = instantiate(loadSync, { 'test:hosts/test': { ...lists, strings: check, tuples: check, roundtrip: check,
          takeBasic: (s) => assert.strictEqual(s, 'latin utf16'), returnUnicode: () => unicode } });
        for (const [name, TypedArray] of Object.entries(names)) {
          const values = [[], [1], [1, 2, 3, 0], [-(2 ** 7), 2 ** 7 - 1]].map((list) =>
            TypedArray.from(name.endsWith('64') && name[0] !== 'F' ? list.map(BigInt) : list));
          for (expected of values) {
            const result = test[`list${name}`](expected);
            assert.deepStrictEqual(result, expected);
            assert.ok(result instanceof TypedArray);
          }
        }
        expected = Uint8Array.of(2, 3, 4);
        assert.deepStrictEqual(test.listU8(new Uint8Array(Uint8Array.of(1, 2, 3, 4, 5).buffer, 1, 3)), expected);
        expected = [['foo', 'bar'], ['baz'], []];
        assert.deepStrictEqual(test.strings(expected), expected);
        expected = [[1, 2], [3, 4]];
        test.tuples(expected);
        test.takeBasic('latin utf16');
        assert.strictEqual(test.returnUnicode(), unicode);
        for (expected of ['x', '', 'hello \\u2691 world', unicode, 'blah '.repeat(1000)]) {
          assert.strictEqual(test.roundtrip(expected), expected);
        }
        console.log('ok');",
    );
}

#[test]
fn flavorful() {
    let wit = world(
        "record r { a: string } variant v { a(string), b } enum my-errno { success, a, b }
        in-record: func(x: r) -> r; in-variant: func(a: option<string>, b: result<_, string>) -> option<string>;
        fail: func() -> result<_, my-errno>; defs: func(x: string, y: list<string>) -> tuple<list<u8>, list<string>>;
        kinds: func(a: list<bool>, b: list<result>, c: list<my-errno>) -> tuple<list<bool>, list<result>, list<my-errno>>;",
    );
    let directory = generate(
        "flavorful",
        &wit,
        &mapped(&[("test:hosts/test", "./host.js")]),
    );
    run(
        &directory,
        "import { assert } from './helpers.js';
        let first = true;
        export const inRecord = (x) => (assert.strictEqual(x.a, 'in'), { a: 'out' });
        export function inVariant(a, b) {
          assert.deepStrictEqual([a, b], ['foo', { tag: 'err', val: 'bar' }]);
          return 'out';
        }
        export function fail() {
          if (first) {
            first = false;
            throw 'b';
          }
        }
        export const defs = (x, y) => (assert.deepStrictEqual([x, y], ['one', ['two']]), [new TextEncoder().encode('three'), ['four']]);
        export const kinds = (a, b, c) => [a.map((x) => !x), b.toReversed(), [...c, 'b']];
        async function run() {
          const app = await import('./app.js');
          assert.strictEqual(app.test, app['test:hosts/test@1.0.0']);
          const { test } = app;
          assert.deepStrictEqual(test.inRecord({ a: 'in' }), { a: 'out' });
          assert.strictEqual(test.inVariant('foo', { tag: 'err', val: 'bar' }), 'out');
          assert.throws(() => test.fail(), (error) => error.constructor.name === 'ComponentError'
            && String(error).includes('Error: b') && error.payload === 'b');
          test.fail();
          assert.deepStrictEqual(test.defs('one', ['two']), [new TextEncoder().encode('three'), ['four']]);
          assert.deepStrictEqual(test.kinds([true, false], [{ tag: 'ok' }, { tag: 'err' }], ['success', 'a']), [[false, true],
            [{ tag: 'err', val: undefined }, { tag: 'ok', val: undefined }], ['success', 'a', 'b']]);
          console.log('ok');
        }
        // The module and its host import each other.
        setTimeout(run);",
    );
}

#[test]
fn many_arguments_and_plainly_named_interfaces() {
    let params: Vec<_> = (1..=16).map(|i| format!("a{i}: u64")).collect();
    let many = format!("many: func({});", params.join(", "));
    let wit = format!(
        "package test:hosts; world app {{ import imports: interface {{ {many} }} export {many} }}"
    );
    let directory = generate("many", &wit, &asynchronous());
    run(
        &directory,
        "import { assert, load } from './helpers.js'; import { instantiate } from './app.js';
        const all = Array.from({ length: 16 }, (_, i) => BigInt(i + 1));
        let given;
        const app = await instantiate(load, { imports: { many: (...args) => { given = args; } } });
        app.many(...all);
        assert.deepStrictEqual(given, all);
        console.log('ok');",
    );
}

#[test]
fn without_top_level_await() {
    let wit = "package test:hosts; interface imports { thunk: func(); }
        world app { import imports; export thunk: func(); export %result: interface { thunk: func(); } }";
    let options = Options {
        top_level_await: false,
        inline_core: 2500,
        ..mapped(&[("test:hosts/imports", "./host.js")])
    };
    let directory = generate("init", wit, &options);
    run(
        &directory,
        "import { $init, thunk as imported, result } from './app.js';
        import { assert } from './helpers.js';
        let hits = 0;
        export function thunk() { hits += 1; }
        async function run() {
          assert.strictEqual(await $init, undefined);
          imported();
          result.thunk();
          assert.strictEqual(hits, 2);
          console.log('ok');
        }
        setTimeout(run);",
    );
}

#[test]
fn resources_of_the_host() {
    let wit = "package test:hosts;
        interface backend { resource scalars { constructor(); get-b: func() -> u32; } fetch: func(s: scalars) -> scalars; }
        world app { import backend; use backend.{scalars}; export fetch: func(s: scalars) -> scalars; }";
    let directory = generate(
        "resources",
        wit,
        &mapped(&[("test:hosts/backend", "./host.js")]),
    );
    run(
        &directory,
        "import { assert } from './helpers.js';
        let count = 0;
        export class Scalars {
          constructor() { this.instance = count++; }
          getB() { return this.instance; }
        }
        const received = [];
        export function fetch(scalars) {
          received.push(scalars);
          return new Scalars();
        }
        async function run() {
          const app = await import('./app.js');
          const one = new Scalars();
          const other = app.fetch(one);
          assert.ok(other instanceof Scalars && other !== one);
          assert.strictEqual(app.fetch(other).getB(), 2);
          assert.deepStrictEqual(received, [one, other]);
          console.log('ok');
        }
        setTimeout(run);",
    );
}

#[test]
fn several_versions_of_one_interface() {
    let wit = "package test:hosts;
        world app { import test:dep/test@0.1.0; import test:dep/test@0.2.0; export x: func() -> f32; export y: func() -> f32; }
        package test:dep@0.1.0 { interface test { x: func() -> f32; } }
        package test:dep@0.2.0 { interface test { y: func() -> f32; } }";
    let directory = generate("versions", wit, &asynchronous());
    run(
        &directory,
        "import { assert, load } from './helpers.js'; import { instantiate } from './app.js';
        const imports = { 'test:dep/test@0.1.0': { x: () => 1 }, 'test:dep/test@0.2.0': { y: () => 2 } };
        const app = await instantiate(load, imports);
        assert.deepStrictEqual([app.x(), app.y()], [1, 2]);
        console.log('ok');",
    );
}
