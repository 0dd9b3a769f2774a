// What functions throw that return a WIT `result`: `node errors.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule, ComponentError } = await load(process.argv[2], 'errors');
class Pen {
  itself = this;
}
const exports = instantiate(getCoreModule, { 'test:errors/pens': { Pen } });
const thrown = (run) => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ComponentError && error instanceof Error);
    assert.equal(error.name, 'ComponentError');
    return error;
  }
  assert.fail('nothing was thrown');
};
const pen = new Pen();
const refused = thrown(() => exports.refuse(pen));
assert.equal(refused.payload, pen);
assert.equal(refused.message, 'the function returned an error');
assert.equal(thrown(() => exports.say()).message, 'too late');
assert.equal(thrown(() => exports.nothing()).message, 'the function returned an error');
const which = thrown(() => exports.which());
assert.equal(which.message, 'gone');
assert.deepEqual(which.payload, { tag: 'gone', val: 7 });
console.log('ok');
