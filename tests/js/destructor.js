// A destructor that throws while nobody calls: `node --expose-gc destructor.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'resources');
const problem = new Error('of the host');
const reported = [];
globalThis.reportError = (error) => reported.push(error);
const { counters } = instantiate(getCoreModule, {
  destroyed() { throw problem; },
  'test:resources/pens': { Pen: class Pen {} },
});
(() => {
  new counters.Counter(1);
})();
for (let round = 0; round < 200 && reported.length === 0; round++) {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
}
assert.deepEqual(reported, [problem]);
// The instance is over, as after any error of the host.
assert.throws(() => new counters.Counter(2), (error) => error.cause === problem && /ended in a trap/.test(error.message));
console.log('ok');
