// Compares what the package's functions return with what the native command wrote to the current directory, and prints the
// milliseconds of a `wrap` when others ran before.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindings, check, compare, embed, inspect, link, picture, Refusal, wit, wrap } from 'componentize';

const read = (file) => new Uint8Array(readFileSync(file));
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const module = read('module.wasm');

const { component, warnings, adapted } = await wrap(module);
assert.deepEqual(component, read('component.wasm'));
assert.deepEqual([warnings, adapted], [[], ['fd_write']]);
// Bytes in any form, and options.
assert.deepEqual((await wrap(module.buffer)).component, component);
assert.deepEqual((await wrap(Buffer.from(module))).component, component);
const options = { preview1: 'reactor', strip: true, metadata: { name: 'x', version: '1.0.0' }, wasiVersion: '0.2.3' };
const reactor = await wrap(module, options);
assert.equal(reactor.warnings.length, 1);
assert.match(await wit(reactor.component), /wasi:cli\/stdout@0\.2\.3/);
assert.equal(await wit(component), readFileSync('component.wit', 'utf8'));

const world = 'package a:b; world app { export run: func(); }';
const plain = '(module (func (export "run")))';
const wrapped = await wrap(plain, { wit: world });
assert.deepEqual(wrapped.component, (await wrap(await embed(plain, { wit: world, world: 'app' }))).component);
await check(wrapped.component, { wit: world });
const directory = {
  'world.wit': 'package a:b; world app { import c:d/log; export run: func(); }',
  'deps/d/log.wit': 'package c:d; interface log { line: func(text: string); }',
  'README.md': 'not WIT',
};
assert.match(await wit(directory), /package c:d \{\n\s+interface log/);
await check((await wrap(plain, { wit: directory })).component, { wit: directory });
const library = '(module (@dylink.0 (mem-info)) (func (export "f")))';
assert.match((await link([{ name: 'a.so', module: library }])).warnings[0], /no library has a world/);

const greeter = readFileSync('greeter.wat', 'utf8');
assert.deepEqual(await inspect(greeter), json('report.json'));
assert.equal(await picture(greeter, 'greeter.wat'), readFileSync('page.html', 'utf8'));
assert.deepEqual(await compare(module, component), json('diff.json'));
const filesIn = (directory) => {
  const all = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(all.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(directory.length + 1), read(path)];
  }));
};
const sorted = (files) => Object.fromEntries(Object.entries(files).sort());
const waiting = { name: 'waiting', asyncImports: ['sleep'] };
assert.deepEqual(sorted(await bindings(read('waiting.wat'), waiting)), sorted(filesIn('async')));
assert.deepEqual(sorted(await bindings(greeter, { name: 'greeter' })), sorted(filesIn('js')));
const said = [];
const warn = (message) => said.push(message);
await bindings(read('waiting.wat'), { asyncImports: ['sleep', 'slep'], map: { 'a:b/c': './c.js' }, warn });
await bindings(greeter, { language: 'python', map: { 'a:b/c': 'c' }, warn });
assert.deepEqual(said, [
  '`a:b/c` in `map` fits no import: the component imports `sleep`',
  '`slep` in `asyncImports` fits no function: the component imports `sleep`',
  '`a:b/c` in `map` fits no import: the component imports nothing',
]);
assert.deepEqual(sorted(await bindings(greeter, { language: 'rust', name: 'greeter' })), sorted(filesIn('rust')));
const python = await bindings(greeter, { language: 'python', name: 'greeter' });
assert.deepEqual(sorted(python), sorted(filesIn('python')));

const refused = async (promise, kind, message) => {
  const error = await promise.then(() => assert.fail('not refused'), (error) => error);
  assert.ok(error instanceof Refusal, error);
  assert.equal(error.kind, kind, error);
  assert.match(error.message, message);
  return error;
};
await refused(wrap('(module'), 'input', /failed to parse the text format/);
await refused(wrap(component), 'input', /wrapped already/);
await refused(wrap(module, { preview1: false }), 'adapter', /no adapter was named/);
await refused(wrap('(module (import "env" "f" (func)))'), 'imports', /`f`/);
await refused(wrap('(module)', { wit: world }), 'mismatch', /does not implement the world `a:b\/app`/);
await refused(wrap('(module)', { wit: 'package a:b; world {' }), 'wit', /expected/);
const { 'deps/d/log.wit': _, ...incomplete } = directory;
await refused(wit(incomplete), 'wit', /`c:d` is not there[^]*put its WIT into `deps\/d\/`/);
await refused(wit({ ...directory, 'deps/d/log.wit': 'package c:d; interface log { line func(); }' }), 'wit', /deps\/d\/log\.wit:1:35/);
await refused(wit({ 'deps/d/log.wit': directory['deps/d/log.wit'] }), 'wit', /package/);
await refused(wrap(module, { wasiVersion: '0.9' }), 'other', /0\.9/);
await refused(bindings('(module)'), 'input', /expected a component/);
const misfit = await refused(check(component, { wit: world }), 'misfit', /./);
assert.ok(misfit.differences.some(({ kind }) => kind === 'missing'));
await assert.rejects(wrap(7), TypeError);
await assert.rejects(wit([1]), TypeError);
await assert.rejects(wit({ 'world.wit': 7 }), TypeError);
await assert.rejects(bindings(greeter, { language: 'cobol' }), TypeError);
await assert.rejects(bindings(greeter, { minify: 'yes' }), TypeError);
// What was refused left the instance as it was.
assert.deepEqual((await wrap(module)).component, component);

// Other tests may run at the same time: the best of many is what the function takes, and a good one ends the search.
for (let i = 0; i < 20; i++) await wrap(module);
let best = Infinity;
for (let i = 0; i < 1000 && (i < 60 || best > 15); i++) {
  const start = performance.now();
  await wrap(module);
  best = Math.min(best, performance.now() - start);
}
console.log(best);
