// Two classes of one name: `node twice.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'twice');
const start = () => instantiate(getCoreModule);
const { one, two } = start();
const gone = { message: '`it`: expected a Box, found one that was dropped, given away or belongs to another instance' };
for (const boxes of [one, two]) {
  const box = new boxes.Box();
  boxes.take(box);
  assert.throws(() => boxes.take(box), gone);
}
assert.throws(() => two.take(new (start().two.Box)()), gone);
assert.throws(() => two.take(new one.Box()), { message: '`it`: expected a Box, found object' });
console.log('ok');
