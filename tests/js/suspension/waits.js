// Promises from functions of the host that are not async.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate, ComponentError } = await import(pathToFileURL(join(process.argv[2], 'waits.js')));
const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
const later = (f) => async (...values) => {
  await turn();
  return f(...values);
};

/** A host whose functions return values, or promises of them. */
function host(how, changes = {}) {
  const notes = [];
  const wrap = how === 'later' ? later : (f) => f;
  class Door {
    constructor(n) {
      this.n = n;
    }
    knock(by) {
      return wrap(() => this.n * by)();
    }
    static open(n) {
      return wrap(() => BigInt(n))();
    }
  }
  const clock = {
    sleep: wrap((ms) => ms + 1),
    read: wrap((name) => {
      if (name === 'none') throw { payload: 404 };
      if (name === 'broken') throw new Error('the disk is broken');
      return `contents of ${name}`;
    }),
    split: wrap((text) => text.split(' ')),
    check: wrap((n) => {
      if (n > 5) throw undefined;
    }),
    note: (n) => notes.push(n),
    Door,
    ...changes,
  };
  const pause = changes.pause ?? wrap(() => {});
  return { notes, ...instantiate(undefined, { 'test:waits/clock': clock, pause }) };
}

// Values and promises come to the same, and what cannot reach a named import returns no promise.
for (const how of ['now', 'later']) {
  const { nap, twice, load, words, checked, rest, knocks, byTable, byKnownTable, byOtherType, things } = host(how);
  assert(nap(1) instanceof Promise === true);
  await turn();
  await turn();
  assert.equal(await nap(4), 5);
  assert.equal(twice(4), 8);
  assert.equal(byKnownTable(5), 10);
  assert.equal(byOtherType(3), 3n);
  assert.equal(await byTable(1, 6), 7);
  assert.equal(await byTable(2, 6), 12);
  assert.equal(await load('a file'), 'contents of a file');
  await assert.rejects(load('none'), (error) => error instanceof ComponentError && error.payload === 404);
  assert.deepEqual(await words('some words and äöü'), ['some', 'words', 'and', 'äöü']);
  assert.equal(await checked(1), 0);
  assert.equal(await checked(5), 10);
  assert.equal(await rest(), undefined);
  assert.equal(await knocks(7), 7n + 14n + 7n);
  const thing = await things.Thing.make(1);
  assert.equal(thing.size(), 2);
  assert.equal(await thing.wait(3), 6);
  for (let i = 0; i < 100; i++) assert.equal(await nap(i), i + 1);
}

// Wrong arguments are rejections, and change nothing.
{
  const { nap, load, twice } = host('later');
  await assert.rejects(nap('x'), { name: 'TypeError', message: '`ms`: expected u32, found "x"' });
  await assert.rejects(load(7), TypeError);
  assert.equal(await nap(1), 2);
  assert.equal(twice(1), 2);
}

// While a call waits, no other enters; the component goes on all the same.
{
  const { nap, twice, things } = host('later');
  const thing = await things.Thing.make(1);
  const first = nap(1);
  await assert.rejects(nap(2), { name: 'RuntimeError', message: '`nap` cannot enter the component: `nap` is still running' });
  assert.throws(() => twice(2), /`twice` cannot enter the component: `nap` is still running/);
  assert.throws(() => thing.size(), /`nap` is still running/);
  assert.equal(await first, 2);
  assert.equal(await nap(3), 4);
  assert.equal(thing.size(), 2);
}

// So does a function of the host that calls back.
{
  let refused;
  const instance = host('later', { sleep: async (ms) => (await instance.nap(ms).catch((error) => (refused = error)), ms) });
  assert.equal(await instance.nap(5), 5);
  assert.match(refused.message, /`nap` is still running/);
}

// Errors of the host end the component, now and later.
for (const sleep of [() => { throw failure; }, async () => { throw failure; }, () => turn().then(() => { throw failure; })]) {
  var failure = new Error('no sleep');
  const { nap, twice } = host('later', { sleep });
  await assert.rejects(nap(1), failure);
  assert.throws(() => twice(1), (error) => error.cause === failure);
}
{
  const { load, nap } = host('later');
  await assert.rejects(load('broken'), /the disk is broken/);
  await assert.rejects(nap(1), /ended in a trap/);
  const wrong = host('later', { sleep: async () => 'x' });
  await assert.rejects(wrong.nap(1), { name: 'TypeError', message: /expected u32, found "x"/ });
  const nothing = host('later', { sleep: () => Promise.reject() });
  await assert.rejects(nothing.nap(1), /the host threw undefined/);
  const thenable = host('later', { sleep: (ms) => ({ then: (resolve) => resolve(ms) }) });
  assert.equal(await thenable.nap(9), 9);
}

// What returns no promise cannot wait for one: constructors and destructors.
{
  const { things, notes } = host('now');
  const thing = new things.Thing(3);
  assert.equal(thing.size(), 4);
  thing[Symbol.dispose ?? Symbol.for('dispose')]();
  assert.deepEqual(notes, [5]);
  assert.equal(await things.dropOne(7), 8);
  assert.deepEqual(notes, [5, 8]);

  const waiting = host('later');
  assert.throws(() => new waiting.things.Thing(3), { name: 'RuntimeError', message: '`clock.sleep` returned a promise, for which `new things.Thing` cannot wait' });
  const dropping = host('later');
  await assert.rejects(dropping.things.dropOne(3), /sleep` returned a promise, for which/);
}
console.log('ok');
