// Who may enter while a task waits in the middle of its core code. Wasmtime 48 lets nobody in; here it is as the canonical ABI
// says.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const notes = [];
const later = async (x) => {
  await undefined;
  return x;
};
const host = { note: (a, b) => notes.push(`${a | 0} ${b | 0}`), now: (x) => x, later, never: () => new Promise(() => {}) };
const load = async (name) => (await import(pathToFileURL(join(process.argv[2], `${name}.js`)))).instantiate(undefined, host);

// A function that is not async.
{
  const { run, other } = await load('enters-while-a-task-waits');
  const promise = run();
  assert.equal(other(5), 6);
  assert.equal(await promise, 5);
  assert.deepEqual(notes.splice(0), ['2 5', '1 2']);
}

// A task that keeps nobody out.
{
  const { run, other } = await load('lets-a-stackful-task-in');
  assert.deepEqual(await Promise.all([run(), other(5)]), [2, 2]);
  assert.deepEqual(notes.splice(0).sort(), ['1 64', '2 64']);
}

// A function that is not async, where backpressure keeps others out.
{
  const { run, other } = await load('is-not-kept-out-by-backpressure');
  assert.equal(await run(), 1);
  assert.equal(other(5), 6);
}

// A task that waits on its stack is not told of a signal.
{
  const { run } = await load('a-signal-comes-while-it-waits');
  const controller = new AbortController();
  const promise = run({ signal: controller.signal });
  controller.abort();
  assert.equal(await promise, 3);
  assert.equal(await run(), 3);
}

// Errors of the host while it waits end all that waits.
{
  const failure = new Error('no luck');
  const { instantiate } = await import(pathToFileURL(join(process.argv[2], 'enters-while-a-task-waits.js')));
  const { run, other } = instantiate(undefined, { ...host, later: async () => { throw failure; } });
  const calls = [run(), run(), run()];
  for (const call of calls) await assert.rejects(call, failure);
  assert.throws(() => other(1), (error) => error.cause === failure);
  await assert.rejects(run(), /ended in a trap/);
}
console.log('ok');
