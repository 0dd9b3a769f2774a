// Streams, futures, results and signals of `values.wat`.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate, ComponentError } = await import(pathToFileURL(join(process.argv[2], 'values.js')));
let neverAborted = 0;
const instance = (fetch = async (url) => `got ${url}`) =>
  instantiate(undefined, {
    fetch,
    never: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => neverAborted++)),
  });
const turn = () => new Promise((resolve) => setImmediate(resolve));

// Functions that are not async, and those that return promises.
{
  const { twice, twiceAsync } = instance();
  assert.equal(twice(4), 8);
  const promise = twiceAsync(5);
  assert(promise instanceof Promise);
  assert.equal(await promise, 10);
  await assert.rejects(twiceAsync('x'), { name: 'TypeError', message: '`x`: expected u32, found "x"' });
  assert.equal(await twiceAsync(6), 12, 'a refused argument changes nothing');
}

// Streams of numbers go in as whatever can be iterated.
{
  const { bytesIn } = instance();
  const chunks = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5), new Uint8Array(0), Uint8Array.of(6)];
  async function* generator() {
    for (const chunk of chunks) yield chunk;
  }
  const platform = new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      controller.close();
    },
  });
  const sources = [generator(), chunks.values(), platform, Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3, 4, 5, 6], new Set([1, 2, 3, 4, 5, 6]), [[1, 2, 3, 4, 5, 6]].values()];
  for (const source of sources) assert.equal(await bytesIn(source, 4), 21);
  await assert.rejects(bytesIn(7, 4), { name: 'TypeError', message: /^`stream`: expected a stream/ });
  await assert.rejects(bytesIn([256], 4), RangeError);
  assert.equal(await bytesIn(generator(), 1), 21);
}

// One chunk is asked for at a time, and the source is told when nobody reads it.
{
  const { bytesThrough } = instance();
  let asked = 0;
  let returned = 0;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: new Uint8Array(8).fill(++asked) }),
      return: async () => ({ done: true, value: returned++ }),
    }),
  };
  const stream = await bytesThrough(source);
  assert.equal(asked, 0);
  assert.deepEqual(await stream.read(), { done: false, value: new Uint8Array(8).fill(1) });
  assert.deepEqual(await stream.read({ count: 3 }), { done: false, value: Uint8Array.of(2, 2, 2) });
  assert.equal(asked, 2);
  await stream.return();
  assert.equal(returned, 1);
  assert.deepEqual(await stream.read(), { done: true, value: undefined });
}

// What the host gives wrong ends the component.
{
  const { bytesIn, twice } = instance();
  await assert.rejects(bytesIn(['x'].values(), 4), TypeError);
  assert.throws(() => twice(1), /`bytesIn` ended in a trap/);
  // A source that fails ends its stream, and nothing else.
  const failing = instance();
  const failure = new Error('no more');
  const reported = [];
  globalThis.reportError = (error) => reported.push(error);
  const bytes = Uint8Array.of(1, 2);
  assert.equal(await failing.bytesIn((async function* () { yield bytes; throw failure; })(), 4), 3);
  assert.equal(await failing.bytesIn((function* () { yield bytes; throw failure; })(), 4), 3);
  const platform = new ReadableStream({ pull(controller) { controller.error(failure); } });
  assert.equal(await failing.bytesIn(platform, 4), 0);
  assert.deepEqual(reported, [failure, failure, failure]);
  assert.equal(await failing.twiceAsync(1), 2);
  delete globalThis.reportError;
}

// Streams of numbers come out in typed arrays, as long as the component's writes.
{
  const { bytesOut, bytesLeft } = instance();
  const lengths = [];
  for await (const chunk of await bytesOut(10, 4)) {
    assert(chunk instanceof Uint8Array);
    lengths.push(chunk.length);
  }
  assert.deepEqual(lengths, [4, 4, 2]);

  const stream = await bytesOut(10, 4);
  const reads = [stream.read({ count: 1 }), stream.read(), stream.read(), stream.read(), stream.read()];
  assert.deepEqual((await Promise.all(reads)).map(({ value }) => value?.length), [1, 3, 4, 2, undefined]);

  const closed = await bytesOut(10, 4);
  await closed.read({ count: 4 });
  await turn();
  closed[Symbol.dispose ?? Symbol.for('dispose')]();
  await turn();
  assert.equal(bytesLeft(), 0, 'the component stops when nobody reads');

  let total = 0;
  const reader = (await bytesOut(10, 4)).readable().getReader();
  for (let next; !(next = await reader.read()).done; ) total += next.value.length;
  assert.equal(total, 10);
}

// An object of the component can be passed on, once.
{
  const { bytesOut, bytesThrough, bytesIn } = instance();
  const first = await bytesOut(3, 1);
  const second = await bytesThrough(first);
  assert.notEqual(first, second);
  await assert.rejects(bytesThrough(first), { name: 'TypeError', message: /was passed on or closed/ });
  assert.deepEqual((await second.read()).value, Uint8Array.of(3));
  const other = instance();
  assert.equal(await other.bytesIn(second, 2), 3, 'to another component its chunks are copied');
}

// Streams of anything else are of single items.
{
  const { textsIn, textsOut } = instance();
  assert.equal(await textsIn(['one', 'three', 'äöü'], 0), 14);
  assert.equal(await textsIn((async function* () { yield 'one'; yield 'three'; })()), 8);
  assert.equal(await textsIn(new Set(['one', 'two', 'six']).values()), 9);
  const texts = [];
  for await (const text of await textsOut()) texts.push(text);
  assert.deepEqual(texts, ['hello', 'world!']);
  assert.deepEqual((await (await textsOut()).read()).value, ['hello', 'world!']);
  await assert.rejects(textsIn([7]), TypeError);
}

// Futures are promises.
{
  const { numberIn, numberOut, attemptIn } = instance();
  assert.equal(await numberIn(Promise.resolve(41)), 42);
  assert.equal(await numberIn(41), 42);
  assert.equal(await numberIn({ then: (resolve) => resolve(1) }), 2);
  assert.equal(await numberOut(), 7);
  assert.equal(await attemptIn(Promise.resolve({ tag: 'ok', val: 9 })), 9);
  assert.equal(await attemptIn({ tag: 'err', val: 'three' }), 1005);
  assert.equal(await attemptIn(Promise.reject(Object.assign(new Error(), { payload: 'four' }))), 1004);
  const failure = new Error('a promise that is not kept');
  await assert.rejects(numberIn(Promise.reject(failure)), failure);
}

// Results of the host, now and later, and those of the component.
{
  assert.equal(await instance().load('a'), 'got a');
  assert.equal(await instance((url) => `now ${url}`).load('b'), 'now b');
  const fails = (error) => (result) => result instanceof ComponentError && result.payload === error;
  await assert.rejects(instance(() => { throw 404; }).load('c'), fails(404));
  await assert.rejects(instance(async () => { throw { payload: 500 }; }).load('d'), fails(500));
  const failure = new Error('the network is down');
  const broken = instance(async () => { throw failure; });
  await assert.rejects(broken.load('e'), failure);
  await assert.rejects(broken.load('f'), /cannot enter the component/);
  await assert.rejects(instance(async () => 7).load('g'), { name: 'TypeError', message: /expected a string, found 7/ });
  const calls = ['h', 'i', 'j'].map((url) => instance(async (url) => { await turn(); return url; }).load(url));
  assert.deepEqual(await Promise.all(calls), ['h', 'i', 'j']);
}

// A signal cancels the call, and what the call waits for.
{
  const { hang } = instance();
  const controller = new AbortController();
  const call = hang(false, { signal: controller.signal });
  await turn();
  assert.equal(neverAborted, 0);
  controller.abort();
  await assert.rejects(call, { name: 'AbortError' });
  assert.equal(neverAborted, 1);
  const stubborn = new AbortController();
  const result = hang(true, { signal: stubborn.signal });
  stubborn.abort();
  assert.equal(await result, 5, 'a component may finish what it was asked to cancel');
  await assert.rejects(hang(false, { signal: AbortSignal.abort('reason') }), (error) => error === 'reason');
}

// Nothing is left in the tables after many calls.
{
  const { bytesIn, twiceAsync, load } = instance((url) => url);
  for (let i = 0; i < 2000; i++) assert.equal(await bytesIn([1, 2], 4), 3);
  const many = Array.from({ length: 2000 }, (_, i) => twiceAsync(i));
  assert.equal((await Promise.all(many)).at(-1), 3998);
  for (let i = 0; i < 100; i++) await load('x');
}
console.log('ok');
