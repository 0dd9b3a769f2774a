// A component whose start function calls its host, and a host that calls back: `node start.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'start');
const logged = [];
let answer = (n) => n * 2;
const start = () => instantiate(getCoreModule, { log: (n) => logged.push(n), ask: { default: (n) => answer(n) } });
let exports = start();
assert.deepEqual(logged, [41]);
assert.equal(exports.addOne(0xffffffff), 0);
assert.equal(exports.delete(), 3);
assert.equal(exports.askHost(21), 42);

// What the host returns is checked, and a wrong value is the end of the instance.
answer = () => -1;
assert.throws(() => exports.askHost(1), { name: 'RangeError', message: '`ask()`: expected u32, found -1' });
assert.throws(() => exports.addOne(1), { name: 'RuntimeError', message: /`addOne` cannot enter.*`askHost`/ });

// So is a call back into the component.
exports = start();
answer = () => exports.addOne(1);
assert.throws(() => exports.askHost(1), { name: 'RuntimeError', message: /`addOne` cannot enter/ });

// A host that throws ends the call, and its exception arrives unchanged.
exports = start();
const problem = new Error('no answer');
answer = () => {
  throw problem;
};
assert.throws(() => exports.askHost(1), (error) => error === problem);
assert.throws(() => exports.addOne(1), { name: 'RuntimeError' });

// Arguments are checked before anything runs.
exports = start();
for (const wrong of [-1, 2 ** 32, 1.5, NaN, '1', null, undefined, {}, 1n]) {
  assert.throws(() => exports.addOne(wrong), /`p0`: expected u32/);
}
assert.equal(exports.addOne(1), 2);
assert.throws(() => instantiate(getCoreModule, {}), { name: 'TypeError', message: 'missing import `log`' });
console.log('ok');
