// Resources in both directions: `node resources.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'resources');
const trap = { name: 'RuntimeError' };

class Pen {
  static disposed = [];
  #color;
  constructor(color) {
    this.#color = color;
  }
  color() {
    return this.#color;
  }
  static mix(a, b) {
    return new Pen(a.color() * 100 + b.color());
  }
  [Symbol.dispose]() {
    Pen.disposed.push(this.#color);
  }
}
const destroyed = [];
const start = () => instantiate(getCoreModule, {
  destroyed: { default: (count) => destroyed.push(count) },
  'test:resources/pens': { Pen },
});

{
  const { counters } = start();
  const { Counter } = counters;
  const one = new Counter(1);
  assert.equal(one.count(), 1);
  assert.ok(one instanceof Counter);
  const two = new Counter(2);
  assert.equal(counters.sum(one, two), 3);
  // A call that is refused takes nothing.
  assert.throws(() => Counter.merge(one, 'two'), { name: 'TypeError', message: '`b`: expected a Counter, found "two"' });
  assert.throws(() => Counter.merge(one, one), { message: /`b`: expected a Counter, found one that was dropped, given away/ });
  assert.equal(one.count(), 1);
  const both = Counter.merge(one, two);
  assert.equal(both.count(), 3);
  assert.deepEqual(destroyed, [1, 2]);
  // What was given away is gone.
  assert.throws(() => one.count(), {
    name: 'TypeError',
    message: '`self`: expected a Counter, found one that was dropped, given away or belongs to another instance',
  });
  assert.throws(() => counters.sum(both, 'a'), { message: '`b`: expected a Counter, found "a"' });
  assert.throws(() => counters.sum(both, two), { message: /`b`: expected a Counter/ });
  both[Symbol.dispose]();
  assert.deepEqual(destroyed, [1, 2, 3]);
  both[Symbol.dispose]();
  assert.deepEqual(destroyed, [1, 2, 3]);
  assert.throws(() => both.count(), { name: 'TypeError' });
  assert.throws(() => counters.sum({}, null), { message: /`a`: expected a Counter/ });
  // What is lent cannot be given away by the same call.
  const [lent, given] = [new Counter(4), new Counter(5)];
  assert.equal(counters.fold(lent, given), 4);
  assert.deepEqual(destroyed.splice(3), [5]);
  assert.throws(() => counters.fold(lent, lent), { name: 'TypeError', message: "`b`: expected a Counter, found one that the same call borrows" });
  assert.equal(counters.sum(new Counter(1), new Counter(2)), 3);
  // Another instance's objects are foreign.
  const other = start();
  assert.throws(() => counters.sum(new other.counters.Counter(1), new Counter(1)), { message: /`a`: expected a Counter/ });
}
{
  const exports = start();
  exports.counters.keep(new exports.counters.Counter(7));
  assert.equal(exports.useKept(), 7);
  exports.dropKept();
  assert.equal(destroyed.pop(), 7);
  assert.throws(() => exports.useKept(), trap);
}
{
  const exports = start();
  const pen = new Pen(5);
  assert.equal(exports.look(pen), 5);
  assert.deepEqual(Pen.disposed, [], 'a borrowed pen stays the host\'s');
  assert.equal(exports.ownPen(pen), 5);
  assert.deepEqual(Pen.disposed, [5]);
  const made = exports.makePen(9);
  assert.ok(made instanceof Pen);
  assert.equal(made.color(), 9);
  assert.equal(exports.mix(new Pen(1), new Pen(2)).color(), 102);
  assert.throws(() => exports.look({ color: () => 1 }), { name: 'TypeError', message: /`pen`: expected a Pen/ });
  assert.equal(exports.look(pen), 5);
}
assert.throws(() => start().leak(new Pen(1)), { ...trap, message: 'leak: returned with 1 borrowed handles' });
assert.throws(() => start().mixItself(new Pen(1)), trap);
assert.throws(() => start().dropTwice(new Pen(1)), trap);
assert.throws(() => start().wrongType(new Pen(1)), trap);
{
  // A destructor that re-enters its component is refused.
  const exports = instantiate(getCoreModule, {
    destroyed: () => exports.makePen(1),
    'test:resources/pens': { Pen },
  });
  const counter = new exports.counters.Counter(1);
  assert.throws(() => counter[Symbol.dispose](), { ...trap, message: /`makePen` cannot enter/ });
}
console.log('ok');
