// Values just outside their types, and values just inside: `node wrong.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'every');
class Thing {
  static merge(a) {
    return a;
  }
  get() {
    return 1;
  }
}
/** A host that gives back its first argument, unless it is told what to answer. */
let answer;
const host = new Proxy({ Thing, aResult: () => 'well' }, {
  get: (target, name) => target[name] ?? ((first) => (answer === undefined ? first : answer())),
});
const start = () => instantiate(getCoreModule, { 'test:every/all': host }).all;
const all = start();

const scalars = { a: true, b: -128, c: 255, d: -32768, e: 65535, f: -(2 ** 31), g: 2 ** 32 - 1, h: -(2n ** 63n), i: 2n ** 64n - 1n,
  j: 1.5, k: -0, l: '🦀' };
assert.deepStrictEqual(all.allScalars(scalars), scalars);
// Safe integers are taken for 64 bits. A lone surrogate is replaced.
assert.deepStrictEqual(all.allScalars({ ...scalars, h: -5, i: 7, l: '\ud800' }), { ...scalars, h: -5n, i: 7n, l: '\ufffd' });
const user = { name: 'a\udc00b', id: 1n, address: '\ufeffhome' };
assert.deepStrictEqual(all.aShape({ tag: 'owner', val: user }), { tag: 'owner', val: { ...user, name: 'a\ufffdb' } });
assert.deepStrictEqual(all.aShape({ tag: 'owner', val: { ...user, name: '\ud83e', address: null } }).val.address, undefined);
assert.deepStrictEqual(all.aFixedList([1, 2, 3, 4]), Float32Array.of(1, 2, 3, 4));

const range = (path, type, found) => [RangeError, `\`${path}\`: expected ${type}, found ${found}`];
const type = (path, expected, found) => [TypeError, `\`${path}\`: expected ${expected}, found ${found}`];
const scalar = (field, value, expected) => [() => all.allScalars({ ...scalars, [field]: value }), expected];
const lists = (position, value) => () => {
  const values = [[], [], [], [], [], [], [], [], true];
  values[position] = value;
  all.manyParameters(...values);
};
const small = (...changed) => () => {
  const [a = 'red', b = {}, c = [1, ''], d = { tag: 'none' }] = changed;
  return all.small(a, b, c, d);
};
const cases = [
  scalar('a', 1, type('x.a', 'a boolean', 1)),
  scalar('b', 128, range('x.b', 's8', 128)),
  scalar('b', -129, range('x.b', 's8', -129)),
  scalar('c', 256, range('x.c', 'u8', 256)),
  scalar('c', -1, range('x.c', 'u8', -1)),
  scalar('c', 0.5, range('x.c', 'u8', 0.5)),
  scalar('d', 32768, range('x.d', 's16', 32768)),
  scalar('e', 65536, range('x.e', 'u16', 65536)),
  scalar('f', 2 ** 31, range('x.f', 's32', 2 ** 31)),
  scalar('g', 2 ** 32, range('x.g', 'u32', 2 ** 32)),
  scalar('g', NaN, range('x.g', 'u32', NaN)),
  scalar('g', 1n, range('x.g', 'u32', 1)),
  scalar('g', '1', type('x.g', 'u32', '"1"')),
  scalar('h', 2n ** 63n, range('x.h', 's64 (a BigInt)', 2n ** 63n)),
  scalar('i', -1n, range('x.i', 'u64 (a BigInt)', -1)),
  scalar('i', 2n ** 64n, range('x.i', 'u64 (a BigInt)', 2n ** 64n)),
  scalar('i', 1.5, range('x.i', 'u64 (a BigInt)', 1.5)),
  scalar('i', '1', type('x.i', 'u64 (a BigInt)', '"1"')),
  scalar('j', '1', type('x.j', 'a number', '"1"')),
  scalar('k', 1n, type('x.k', 'a number', 1)),
  scalar('l', 'ab', type('x.l', 'one character', '"ab"')),
  scalar('l', '', type('x.l', 'one character', '""')),
  [() => all.allScalars(null), type('x', 'an object', 'null')],
  [lists(0, [1, 300]), range('a[1]', 'u8', 300)],
  [lists(0, 'text'), type('a', 'an array', '"text"')],
  [lists(0, { length: -1 }), type('a', 'an array', 'object')],
  [lists(1, [1, '2']), type('b[1]', 'a number', '"2"')],
  [lists(2, [true, 0]), type('c[1]', 'a boolean', 0)],
  [lists(3, ['a', null]), type('d[1]', 'a string', 'null')],
  [lists(4, [user, { ...user, id: 'x' }]), type('e[1].id', 'u64 (a BigInt)', '"x"')],
  [lists(4, [{ ...user, address: 5 }]), type('e[0].address', 'a string', 5)],
  [lists(4, [undefined]), type('e[0]', 'an object', 'undefined')],
  [lists(5, [{ tag: 'owner', val: { ...user, name: 1 } }]), type('f[0].val.name', 'a string', 1)],
  [lists(5, [{ tag: 'owners' }]), type('f[0]', 'a variant with tag circle, label, owner, nothing', '"owners"')],
  [lists(6, [[1], [2, -3]]), range('g[1][1]', 'u16', -3)],
  [lists(7, [2 ** 53]), range('h[0]', 's64 (a BigInt)', 2 ** 53)],
  [lists(8, 1), type('i', 'a boolean', 1)],
  [() => all.aShape({ tag: 'circle', val: '1' }), type('x.val', 'a number', '"1"')],
  [() => all.aShape('circle'), type('x', 'a variant with tag circle, label, owner, nothing', '"circle"')],
  [() => all.aShape(), type('x', 'a variant with tag circle, label, owner, nothing', 'undefined')],
  [small('pink'), type('a', 'one of red, green, blue, yellow', '"pink"')],
  [small('red', { read: 'yes' }), type('b.read', 'a boolean', '"yes"')],
  [small('red', 7), type('b', 'an object', 7)],
  [small('red', {}, [1]), type('c', 'an array of length 2', 'one of length 1')],
  [small('red', {}, [1, 2]), type('c[1]', 'a string', 2)],
  [small('red', {}, [1, ''], { tag: 'some', val: 256 }), range('d.val', 'u8', 256)],
  [() => all.aResult({ tag: 'ok', val: -1 }), range('x.val', 'u32', -1)],
  [() => all.aResult('ok'), type('x', 'a variant with tag ok, err', '"ok"')],
  [() => all.aMap('', new Map([['a', 1], ['b', -1]])), range('x[b]', 'u32', -1)],
  [() => all.aMap('', new Map([[1, 1]])), type('x[1]', 'a string', 1)],
  [() => all.aMap('', { a: 1 }), type('x', 'a Map', 'object')],
  [() => all.aMap(5, new Map()), type('name', 'a string', 5)],
  [() => all.aFixedList([1, 2, 3]), type('x', 'an array of length 4', 'one of length 3')],
  [() => all.aFixedList([1, 2, 3, '4']), type('x[3]', 'a number', '"4"')],
  [() => all.handles({}, [], null, []), type('a', 'a Thing', 'object')],
];
for (const [run, [Class, message]] of cases) {
  assert.throws(run, (error) => {
    assert.equal(error.message, message);
    assert.equal(error.constructor, Class, message);
    return true;
  });
  // The instance is as good as before.
  assert.equal(all.aResult({ tag: 'err', val: 'e' }), 'well');
}

// Exceptions of getters pass through, and they cannot call back.
const problem = new Error('`mine`');
assert.throws(() => all.allScalars({ get a() { throw problem; } }), (error) => error === problem && error.message === '`mine`');
let inner;
assert.deepStrictEqual(all.allScalars({ ...scalars, get a() { try { small()(); } catch (error) { inner = error; } return true; } }), scalars);
assert.match(inner.message, /`all.small` cannot enter the component: `all.allScalars` is still running/);

// What the host returns is checked in the same way, and a wrong value ends the instance.
for (const [value, message] of [
  [{ ...scalars, c: 256 }, '`all.allScalars().c`: expected u8, found 256'],
  [undefined, '`all.allScalars()`: expected an object, found undefined'],
]) {
  const all = start();
  answer = () => value;
  assert.throws(() => all.allScalars(scalars), { message });
  answer = undefined;
  assert.throws(() => all.allScalars(scalars), { name: 'RuntimeError', message: /cannot enter/ });
}
console.log('ok');
