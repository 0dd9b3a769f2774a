// 100,000 tasks that wait at once, and nothing that is left of them: `node --expose-gc waiting.js DIRECTORY`.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate } = await import(pathToFileURL(join(process.argv[2], 'waiting.js')));
const count = 100_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const heap = async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  return process.memoryUsage().heapUsed;
};
let open;
let opened;
const close = () => (opened = new Promise((resolve) => (open = resolve)));
const host = { note() {}, now: (x) => x, never: () => new Promise(() => {}) };
// The component's own part: what it costs to have the host's promises is not its own.
let answers;
let asked;
const { run, other } = instantiate(undefined, { ...host, later: () => answers[asked++] });
const round = async (count) => {
  close();
  answers = Array.from({ length: count }, () => opened.then(() => 3));
  asked = 0;
  const before = await heap();
  const calls = [];
  for (let i = 0; i < count; i++) calls.push(run());
  const inUse = await heap() - before;
  open();
  const results = await Promise.all(calls);
  assert(results.every((result) => result === 3));
  answers = undefined;
  return inUse / count;
};

const first = await other(0);
await round(100);
assert(await other(0) <= 2 * 100 + first, 'a handle that was used before');
const each = await round(count);
const after = await heap();
const second = await other(0);
assert(second <= 2 * count + first, `${second} after ${first}`);
await round(count);
assert(await other(0) <= 2 * count + first, 'handles are used again');
const left = (await heap() - after) / count;
console.log(each <= 1024 ? 'small' : `${each} bytes for each`, left < 16 ? 'empty' : `${left} bytes left of each`);
if (process.argv[3] === 'show') console.log(each, left);
