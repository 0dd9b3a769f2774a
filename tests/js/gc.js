// Resources that the host forgets: `node --expose-gc gc.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'resources');
const destroyed = [];
const { counters } = instantiate(getCoreModule, {
  destroyed: (count) => destroyed.push(count),
  'test:resources/pens': { Pen: class Pen {} },
});
const { Counter } = counters;

/** Makes objects that nothing refers to when it returns, except the one that it returns. */
function make() {
  new Counter(1);
  counters.keep(new Counter(2));
  new Counter(3)[Symbol.dispose]();
  return new Counter(4);
}
const held = make();
assert.deepEqual(destroyed, [3]);
// Callbacks of a FinalizationRegistry come in tasks of their own, some time after a collection.
for (let round = 0; round < 200 && !destroyed.includes(1); round++) {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
}
// What was forgotten is destroyed; what was given away or disposed of is not, and neither is what is held.
assert.deepEqual(destroyed, [3, 1]);
assert.equal(held.count(), 4);
held[Symbol.dispose]();
for (let round = 0; round < 20; round++) {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
}
assert.deepEqual(destroyed, [3, 1, 4]);
console.log('ok');
