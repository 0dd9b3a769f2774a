// Resources that are lent to async functions of the host.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate } = await import(pathToFileURL(join(process.argv[2], 'lent.js')));
const turn = () => new Promise((resolve) => setTimeout(resolve));
let disposed = 0;
class Thing {
  [Symbol.dispose ?? Symbol.for('dispose')]() {
    disposed++;
  }
}
const instance = (use) => instantiate(undefined, { thing: Thing, make: () => new Thing(), use });

assert.equal(await instance((thing) => (thing instanceof Thing ? 3 : 0)).run(false), 3);
assert.equal(disposed, 1);
let before;
const { run } = instance(async (thing) => {
  await turn();
  before = disposed;
  return thing instanceof Thing ? 4 : 0;
});
assert.equal(await run(false), 4);
assert.deepEqual([before, disposed], [1, 2], 'it is lent until the host has returned');
assert.equal(await run(false), 4);
await assert.rejects(run(true), /is lent/);
console.log('ok');
