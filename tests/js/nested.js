// Resources inside of other values, in both directions: `node nested.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'nested');
class Pen {
  constructor(color) {
    this.color = color;
  }
}
let fail = false;
const host = {
  Pen,
  swap: ({ pen, spare, more }) => ({ pen: spare ?? pen, spare: spare && pen, more: more.reverse() }),
  attempt: (box) => {
    if (fail) throw Object.assign(new Error('no'), { payload: box.pen });
    return box;
  },
  count: (pens) => pens.filter((pen) => pen instanceof Pen).length,
  many: (...pens) => pens.reduce((sum, pen) => sum + pen.color, 0),
};
const start = () => instantiate(getCoreModule, { 'test:nested/things': host }).passed;
const passed = start();
const [a, b, c, d] = [1, 2, 3, 4].map((color) => new Pen(color));
assert.deepStrictEqual(passed.swap({ pen: a, spare: b, more: [c, d] }), { pen: b, spare: a, more: [d, c] });
assert.deepStrictEqual(passed.swap({ pen: a, more: [] }), { pen: a, spare: undefined, more: [] });
assert.strictEqual(passed.attempt({ pen: c, more: [] }).pen, c);
fail = true;
assert.throws(() => passed.attempt({ pen: c, more: [] }), (error) => error.payload === c);
assert.throws(() => passed.swap({ pen: a, more: [b, {}] }), { name: 'TypeError', message: '`b.more[1]`: expected a Pen, found object' });
assert.equal(passed.many(...Array.from({ length: 18 }, (_, i) => new Pen(i))), 153);
// The component never drops what it borrowed.
assert.throws(() => passed.count([a, b]), { name: 'RuntimeError', message: /2 borrowed handles/ });
assert.throws(() => passed.swap({ pen: a, more: [] }), { name: 'RuntimeError', message: /cannot enter/ });
console.log('ok');
