// Members under names that are taken: `node members.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'members');
const exports = instantiate(getCoreModule);
const { Uint32Array: Thing } = exports;
const thing = new Thing();
assert.notEqual(Thing, Uint32Array);
assert.equal(thing.constructor, Thing);
assert.equal(thing.constructor2(), 5);
assert.equal(thing.toString(), 5);
assert.equal(Thing.prototype2(), 1);
assert.equal(Thing.name(), 2);
assert.deepEqual(exports.words(), Uint32Array.of(3, 4));
// `then` would make a promise of the exports.
assert.equal(exports.then, undefined);
assert.equal(exports.then2(), 1);
assert.deepEqual([exports.a1(), exports.a1_2()], [1, 2]);
assert.deepEqual(exports.getPair(), { b1: 1, b1_2: 2 });
console.log('ok');
