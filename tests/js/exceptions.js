// Exceptions of core modules: `node exceptions.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'exceptions');
const exports = instantiate(getCoreModule);
assert.equal(exports.run(), 7);
assert.throws(() => exports.uncaught(), WebAssembly.Exception);
assert.throws(() => exports.run(), { name: 'RuntimeError', message: /`run` cannot enter.*`uncaught`/ });
console.log('ok');
