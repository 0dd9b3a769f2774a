// What is lent anywhere in the arguments cannot be given away by them, and a refused call costs nothing:
// `node lent.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'lent');
const { boxes } = instantiate(getCoreModule);
const { Box } = boxes;
const [a, b, c] = [new Box(1), new Box(2), new Box(3)];
const borrows = { name: 'TypeError', message: '`given`: expected a Box, found one that the same call borrows' };
assert.throws(() => boxes.inList([b, a], a), borrows);
assert.throws(() => boxes.inOption(a, a), borrows);
assert.throws(() => boxes.givenFirst(a, [b, a]), { name: 'TypeError', message: /^`lent\[1\]`: expected a Box, found one that was dropped, given away/ });
// Nothing was taken by these, nor by calls with an argument that is not a box at all.
assert.throws(() => boxes.givenFirst(a, [b, {}]), { name: 'TypeError', message: '`lent[1]`: expected a Box, found object' });
assert.throws(() => boxes.givenFirst(a, { get length() { throw new Error('mine'); } }), { message: 'mine' });
assert.equal(boxes.inList([b, c], a), false);
assert.throws(() => boxes.inOption(undefined, a), { message: /`given`: .* dropped, given away/ });
assert.equal(boxes.inOption(b, c), false);
assert.equal(boxes.givenFirst(b, [new Box(4)]), false);
console.log('ok');
