// An allocator that calls another component traps: `node allocator.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'allocator');
const { go } = instantiate(getCoreModule);
assert.throws(() => go(), /go: call between components: cannot leave component instance/);
console.log('ok');
