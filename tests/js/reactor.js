// A reactor, whose start function and `_initialize` call the host: `node reactor.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'reactor');
const calls = [];
const host = { note: (n) => calls.push(n), say: (text) => calls.push(text) };
const exports = instantiate(getCoreModule, host);
assert.deepEqual(calls, [1, 'initialize']);
assert.equal(exports.state(), 7);

// The component is not there before its instantiation is over.
let early;
const reentrant = instantiate(getCoreModule, { ...host, say: () => (early = 'called') });
assert.equal(early, 'called');
assert.equal(reentrant.state(), 7);
const problem = new Error('no');
assert.throws(() => instantiate(getCoreModule, { ...host, say: () => { throw problem; } }), (error) => error === problem);
console.log('ok');
