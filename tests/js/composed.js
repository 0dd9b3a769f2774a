// Sends lists through a component that is made of two: `node composed.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule, cases } = await load(process.argv[2], 'composed');
const { pass } = instantiate(getCoreModule);
for (const { case: number, value } of cases) {
  assert.deepStrictEqual(pass[`same${number}`](value), value);
}
assert.ok(cases.length > 0);
