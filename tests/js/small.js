// Small components that each show one edge of calls: `node small.js DIRECTORY NAME`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const name = process.argv[3];
const { instantiate, getCoreModule } = await load(process.argv[2], name);
const start = (imports) => instantiate(getCoreModule, imports);
const trapped = (message) => ({ name: 'RuntimeError', message });
class Pen {
  self = this;
}

/** The exports take no more calls, because of this error. */
function ended(exports, call, cause) {
  assert.throws(() => exports[call](), (error) => /ended in a trap/.test(error.message) && error.cause === cause);
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail('it returned');
}

const edges = {
  catches_all() {
    const imports = { say() {}, boom() { throw new Error('boom'); } };
    for (const [call, message] of [['trap', 'say: text: invalid UTF-8'], ['hostThrows', 'boom']]) {
      const exports = start(imports);
      const error = thrown(() => exports[call]());
      assert.equal(error.message, message);
      ended(exports, 'hi', error);
    }
    assert.equal(start(imports).hi(), 42);
  },
  catches_drop() {
    assert.throws(() => start().trap(), trapped('drop Resource0: unknown handle 99'));
  },
  between() {
    const cause = new Error('from the host');
    const error = thrown(() => start({ boom() { throw cause; } }).g());
    assert.equal(error.name, 'RuntimeError');
    assert.equal(error.cause, cause);
  },
  async callback() {
    await assert.rejects(start().f(), trapped('async-lifted export failed to produce a result'));
  },
  promise() {
    assert.throws(() => start({ ask: async () => 1 }).twice(1), { name: 'TypeError', message: '`ask()`: expected u32, found a Promise' });
    assert.equal(start({ ask: (n) => n + 1 }).twice(20), 42);
  },
  one_name() {
    const { a1, a1_2 } = start();
    assert.deepEqual([a1(), a1_2()], [1, 2]);
  },
  payload() {
    const pen = new Pen();
    const error = thrown(() => start({ 'test:x/pens': { Pen } }).f(pen));
    assert.equal(error.name, 'ComponentError');
    assert.equal(error.payload, pen);
  },
  constructor() {
    const { C } = start();
    assert.equal(new C().constructor2(), 5);
    assert.equal(new C().constructor, C);
  },
  prototype() {
    const { C } = start();
    assert.equal(C.prototype2(), 6);
    assert.ok(new C() instanceof C);
  },
  parameter() {
    assert.equal(start().len('hello'), 5);
  },
  numbered_names() {
    const { module0, exports0, instance0 } = start();
    assert.deepEqual([module0(), exports0(), instance0()], [1, 1, 1]);
  },
  decoder() {
    assert.equal(start().utf8Decoder(), 'hello');
  },
  typed_array() {
    const { words, Uint32Array: Class } = start();
    assert.deepEqual(words(), globalThis.Uint32Array.of(0, 0));
    assert.ok(new Class() instanceof Class);
  },
  lent_inside() {
    const exports = start();
    const { i } = exports;
    assert.equal(i, exports['test:x/i']);
    const one = new i.C(7);
    assert.ok(one instanceof i.C && i.C.name === 'C');
    const lent = { name: 'TypeError', message: '`b`: expected a C, found one that the same call borrows' };
    assert.throws(() => i.both([one], one), lent);
    assert.throws(() => i.opt(one, one), lent);
    assert.equal(i.both([one], new i.C(8)), false);
    assert.equal(i.opt(undefined, one), false);
  },
  direct() {
    assert.equal(start().sum(), 42);
  },
  longest() {
    for (const name of ['text', 'wideText', 'bytes', 'pairs']) {
      assert.throws(() => start()[name](), trapped(`${name}: result: longer than 2 ** 28 - 1 bytes`));
    }
    assert.equal(start().shortText(), 'hello');
  },
  kept_handle() {
    for (const inner of ['look', 'leak', undefined]) {
      let refused;
      const exports = start({
        'test:x/pens': { Pen },
        poke() {
          if (inner) refused = thrown(() => exports[inner](new Pen())).message;
        },
      });
      assert.throws(() => exports.leak(new Pen()), trapped('leak: returned with 1 borrowed handles'));
      if (inner) assert.match(refused, /is still running/);
    }
    start({ 'test:x/pens': { Pen }, poke() {} }).look(new Pen());
  },
  freed() {
    const { take, takeAll, echo, echoBytes, left } = start();
    for (const text of ['', 'x', 'hello \u2691 world', '\u{1f680} \u{20204}', 'blah '.repeat(1000), '\xe4'.repeat(999)]) {
      take(text);
      takeAll([text, 'and', text]);
      assert.equal(echo(text), text);
    }
    assert.deepEqual(echoBytes(Uint8Array.of(1, 2, 3)), Uint8Array.of(1, 2, 3));
    assert.equal(left(), 0);
  },
};
await edges[name]();
console.log('ok');
