// Values of async functions that the component waits for in the middle of its code.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate, ComponentError } = await import(pathToFileURL(join(process.argv[2], 'awaited.js')));
const turn = () => new Promise((resolve) => setTimeout(resolve));
class Thing {
  [Symbol.dispose ?? Symbol.for('dispose')]() {
    this.disposed = true;
  }
}
const things = [];
const instance = (changes = {}) =>
  instantiate(undefined, {
    thing: Thing,
    make: () => (things.push(new Thing()), things.at(-1)),
    fetch: async (url, { signal }) => (await turn(), `${signal.aborted} ${url} äöü`),
    use: async (thing) => (await turn(), thing.disposed ? 0 : 4),
    ...changes,
  });

{
  const { load, returned } = instance();
  assert.equal(await load('one'), 'false one äöü');
  assert.equal(returned(), 1);
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((url) => load(url))), ['a', 'b', 'c'].map((url) => `false ${url} äöü`));
  assert.equal(returned(), 4);
  await assert.rejects(load(1), TypeError);
  assert.equal(await load('two'), 'false two äöü');
}
for (const fail of [(error) => { throw error; }, async (error) => { throw error; }]) {
  const { load } = instance({ fetch: (url) => fail(url === 'end' ? new Error('the end') : { payload: 404 }) });
  for (let i = 0; i < 3; i++) await assert.rejects(load('x'), (error) => error instanceof ComponentError && error.payload === 404);
  await assert.rejects(load('end'), /the end/);
  await assert.rejects(load('x'), /cannot enter the component: `load` ended in a trap/);
}
{
  const { load } = instance({ fetch: (url) => url });
  assert.equal(await load('at once'), 'at once');
  await assert.rejects(instance({ fetch: async () => 7 }).load('x'), { name: 'TypeError', message: /expected a string, found 7/ });
}
{
  const { lend, nothing } = instance();
  assert.equal(await lend(), 8);
  assert(things.at(-1).disposed);
  assert.equal(await nothing(), undefined);
  const results = await Promise.all(Array.from({ length: 500 }, () => lend()));
  assert(results.every((result) => result === 8));
}
console.log('ok');
