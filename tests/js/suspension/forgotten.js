// Objects that are forgotten while a call waits: `node --expose-gc forgotten.js DIRECTORY`.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate } = await import(pathToFileURL(join(process.argv[2], 'waits.js')));
const notes = [];
let wake;
let asleep = false;
const sleep = (ms) => (asleep ? new Promise((resolve) => (wake = () => resolve(ms))) : ms);
const nothing = () => {};
class Door {
  knock() {}
  static open() {}
}
const clock = { sleep, read: nothing, split: nothing, check: nothing, note: (n) => notes.push(n), Door };
const { nap, things } = instantiate(undefined, { 'test:waits/clock': clock, pause: nothing });
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
(() => new things.Thing(3))();
asleep = true;
const call = nap(1);
for (let i = 0; i < 10; i++) {
  globalThis.gc();
  await turn();
}
assert.deepEqual(notes, [], 'nothing enters while the call waits');
asleep = false;
wake();
assert.equal(await call, 1);
for (let i = 0; i < 100 && notes.length === 0; i++) {
  globalThis.gc();
  await turn();
}
assert.deepEqual(notes, [3]);
console.log('ok');
