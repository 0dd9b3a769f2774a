// Resources between two components and their host: `node handover.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'handover');
const trap = { name: 'RuntimeError' };
const { maker, user } = instantiate(getCoreModule);
const { Thing } = maker;
assert.equal(user.twice(21), 42);
assert.equal(maker.destroyed(), 21);
const thing = new Thing(5);
assert.equal(thing.value(), 5);
assert.equal(user.look(thing), 5);
const passed = user.pass(thing);
assert.ok(passed instanceof Thing);
assert.equal(passed.value(), 5);
assert.throws(() => thing.value(), { name: 'TypeError' });
passed[Symbol.dispose]();
assert.equal(maker.destroyed(), 5);
assert.throws(() => user.look(passed), { name: 'TypeError' });
{
  const { maker, user } = instantiate(getCoreModule);
  assert.throws(() => user.leak(new maker.Thing(1)), { ...trap, message: /borrowed/ });
}
{
  const { maker, user } = instantiate(getCoreModule);
  assert.throws(() => user.afterDrop(new maker.Thing(1)), { ...trap, message: /unknown handle/ });
}
console.log('ok');
