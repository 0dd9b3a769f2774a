// Errors that cross a call between components: `node between.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'between');
const problem = new Error('of the host');
const start = () => instantiate(getCoreModule, { fail() { throw problem; } });
assert.throws(() => start().ask(), (error) => {
  assert.equal(error.name, 'RuntimeError');
  assert.match(error.message, /^ask: call between components: uncaught exception/);
  assert.equal(error.cause, problem);
  return true;
});
assert.throws(() => start().throws(), { name: 'RuntimeError', message: /^throws: call between components: uncaught exception/ });
console.log('ok');
