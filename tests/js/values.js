// Sends values through a generated module: `node values.js DIRECTORY`.
//
// Writes to `images.txt`, for each value, the component's memory after the value was lowered.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const directory = pathToFileURL(`${process.argv[2]}/`);
const { instantiate } = await import(new URL('values.js', directory));
const { cases } = await import(new URL('cases.js', directory));

const modules = new Map();
function getCoreModule(name) {
  if (!modules.has(name)) modules.set(name, new WebAssembly.Module(readFileSync(new URL(name, directory))));
  return modules.get(name);
}

let seen;
const host = new Proxy({}, {
  get: (_, name) => (argument) => {
    seen.push(argument);
    if (/^echo/.test(name)) return outcome(argument);
  },
});

// A function whose result is `result<T, E>` returns T and throws E.
let fallible = false;
function outcome(value) {
  if (!fallible) return value;
  if (value.tag === 'err') throw Object.assign(new Error('err'), { payload: value.val });
  return value.val;
}
function call(run) {
  if (!fallible) return run();
  try {
    return { tag: 'ok', val: run() };
  } catch (error) {
    if (!Object.hasOwn(error, 'payload')) throw error;
    return { tag: 'err', val: error.payload };
  }
}

const images = [];
for (const { case: number, isResult, value, image } of cases) {
  try {
    fallible = isResult;
    seen = [];
    const { kit } = instantiate(getCoreModule, { 'test:values/host': host });
    assert.deepStrictEqual(call(() => kit[`echo${number}`](value)), value, 'result of the export');
    assert.deepStrictEqual(seen.pop(), value, 'argument of the import');
    kit[`put${number}`](value);
    const lowered = kit.image();
    kit.restore(Buffer.from(image, 'hex'));
    kit[`drain${number}`]();
    assert.deepStrictEqual(seen.pop(), value, 'lowered by Wasmtime, lifted in Node');
    images.push(Buffer.from(lowered).toString('hex'));
  } catch (error) {
    console.error('case', number, 'value', value);
    throw error;
  }
}
writeFileSync(new URL('images.txt', directory), images.join('\n'));
