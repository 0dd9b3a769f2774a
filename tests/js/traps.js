// Calls every function of `traps.wat` in an instance of its own, and prints how each ended.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'traps');
const host = { leave() {}, say() {}, draw() {}, choose() {}, hear: () => 'heard' };
const start = () => instantiate(getCoreModule, host);
for (const name of Object.keys(start())) {
  const exports = start();
  let outcome;
  try {
    outcome = JSON.stringify(exports[name](new Uint32Array([1])) ?? 'nothing');
  } catch (error) {
    assert.ok(error instanceof WebAssembly.RuntimeError || error instanceof TypeError, `${name}: ${error.stack}`);
    outcome = error instanceof WebAssembly.RuntimeError ? 'trap' : String(error);
    if (outcome === 'trap') {
      assert.throws(() => exports.boolOfSeven(), {
        name: 'RuntimeError',
        message: `\`boolOfSeven\` cannot enter the component: \`${name}\` ended in a trap`,
      });
    }
  }
  console.log(`${name}: ${outcome}`);
}

// A message says which function, and what of it.
assert.throws(() => start().trapUtf8(), { message: 'trapUtf8: result: invalid UTF-8' });
assert.throws(() => start().trapReallocMisaligned([1]), {
  message: 'realloc: pointer not aligned',
});
assert.throws(() => start().trapSayInvalid(), { message: 'say: text: invalid UTF-8' });
assert.throws(() => start().trapDrawNoChar(), { message: 'draw: points: invalid char 55296' });
assert.throws(() => start().trapChooseWrong(), { message: 'choose: it: invalid discriminant' });
assert.throws(() => start().trapHearOutside(), { message: 'hear(): pointer out of bounds' });
// What the engine cannot hold is not called invalid.
const { decode } = TextDecoder.prototype;
const problem = new RangeError('too long');
TextDecoder.prototype.decode = () => {
  throw problem;
};
assert.throws(() => start().trapUtf8(), { message: 'trapUtf8: result: too long', cause: problem });
TextDecoder.prototype.decode = decode;
// An argument that is refused does not end the instance.
const exports = start();
assert.throws(() => exports.takes([1, 300]), { name: 'RangeError', message: '`bytes[1]`: expected u8, found 300' });
assert.throws(() => exports.takes('text'), { name: 'TypeError' });
assert.equal(exports.takes([1, 2]), undefined);
