// Functions under every word of generated code: `node names.js DIRECTORY`; prints how many there are.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule, directory } = await load(process.argv[2], 'names');
const exports = instantiate(getCoreModule);
const alone = await import(new URL('none/names.js', directory));
for (const [name, call] of Object.entries(exports)) {
  assert.equal(call('hello', 2), 7, name);
  assert.equal(alone[name]('hello', 2), 7, name);
}
console.log(Object.keys(exports).length);
