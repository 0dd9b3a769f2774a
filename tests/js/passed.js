// Numbers and text from one component inside to the other: `node passed.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'passed');
const start = () => instantiate(getCoreModule);
let exports = start();
assert.equal(exports.addTwice(40, 1), 42);
assert.equal(exports.addTwice(0xffffffff, 2), 3);
// Only the low bits of what core code passes count, and of what it returns.
assert.equal(exports.next(0x1ff), 0);
assert.equal(exports.next(0x7), 8);

/** Lets the caller pass bytes that end where its memory does. */
function pass(bytes) {
  const at = 65536 - bytes.length;
  bytes.forEach((byte, i) => exports.set(at + i, byte));
  assert.equal(exports.measure(at, bytes.length), bytes.length);
  assert.deepEqual([...exports.text()], [...bytes]);
}
const ascii = (length) => Array.from({ length }, (_, i) => i * 37 % 128);
for (let length = 0; length <= 40; length++) pass(ascii(length));
// A character that is not ASCII, in every place of a word; and the same cut off.
for (const character of ['ä', '日', '🦀']) {
  const bytes = [...new TextEncoder().encode(character)];
  for (let before = 0; before <= 20; before++) {
    for (const after of [0, 1, 7, 8, 19]) {
      pass([...ascii(before), ...bytes, ...ascii(after)]);
      assert.throws(() => pass([...ascii(before), ...bytes.slice(0, -1), ...ascii(after)]), {
        name: 'RuntimeError', message: 'call between components: invalid UTF-8',
      });
      exports = start();
    }
  }
}
assert.throws(() => exports.measure(65530, 7), { message: 'measure: call between components: string content out-of-bounds' });
console.log('ok');
