// Traps and errors of the host end an instance, whatever its code catches: `node catches.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'catches');
const problem = new Error('of the host');
let thrown = problem;
const start = () => instantiate(getCoreModule, { log() {}, fail() { throw thrown; } });
assert.equal(start().answer(), 42);
for (const [name, error] of [
  ['invalidText', { name: 'RuntimeError', message: 'log: text: invalid UTF-8' }],
  ['unknownHandle', { name: 'RuntimeError', message: 'drop Resource0: unknown handle 77' }],
  ['hostError', problem],
]) {
  const exports = start();
  let first;
  assert.throws(() => exports[name](), (found) => {
    first = found;
    return true;
  }, name);
  if (error === problem) assert.equal(first, problem);
  else assert.deepEqual({ name: first.name, message: first.message }, error);
  // The instance is over, and says why.
  assert.throws(() => exports.answer(), (found) => {
    assert.match(found.message, /`answer` cannot enter the component: .* ended in a trap/);
    assert.equal(found.cause, first);
    return true;
  });
}
thrown = undefined;
assert.throws(() => start().hostError(), { message: 'the host threw undefined' });
console.log('ok');
