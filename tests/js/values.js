// Sends values through a generated module: `node values.js DIRECTORY`.
//
// Writes to `images.txt`, for each value, the component's memory after the value was lowered, and prints a digest of that.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { load } from './load.js';

const { instantiate, getCoreModule, cases, directory } = await load(process.argv[2], 'values');

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
const text = images.join('\n');
writeFileSync(new URL('images.txt', directory), text);
console.log(createHash('sha256').update(text).digest('hex'));
