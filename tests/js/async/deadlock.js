// When `--detect-deadlocks` rejects calls of `deadlock.wat`, and when it does not.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { instantiate } = await import(pathToFileURL(join(process.argv[2], 'deadlock.js')));
const wake = [];
const instance = () => instantiate(undefined, { later: (x) => new Promise((resolve) => wake.push(() => resolve(x))) });
const turns = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};
/** Whether a promise is pending, or the message of its error. */
const stateOf = async (promise) => {
  let found = 'pending';
  promise.then((value) => (found = value), (error) => (found = error.message));
  await turns();
  return found;
};
const deadlock = 'deadlock detected: event loop cannot make further progress: ';

// Nothing is in the set. The instance has ended in a trap.
{
  const { wait, write } = instance();
  await assert.rejects(wait(), { name: 'RuntimeError', message: `${deadlock}\`wait\` waits for a waitable set that is empty` });
  await assert.rejects(write(), /`write` cannot enter the component: .* ended in a trap/);
}

// Only a call that never comes would write; one that comes in the same turn does.
{
  const { read } = instance();
  await assert.rejects(read(), { message: `${deadlock}\`read\` waits for an event of a waitable set` });
  const other = instance();
  assert.deepEqual(await Promise.all([other.read(), other.write()]), [2, 1]);
}

// A promise of the host is pending, for another call.
{
  const { wait, sleep } = instance();
  const promises = [wait(), sleep()];
  assert.equal(await stateOf(promises[0]), 'pending');
  wake.shift()();
  assert.equal(await stateOf(promises[0]), `${deadlock}\`wait\` waits for a waitable set that is empty`);
  assert.equal(await promises[1], 1);
}

// The host holds an end, and then does not.
{
  const { wait, give } = instance();
  const stream = await give();
  const promise = wait();
  assert.equal(await stateOf(promise), 'pending');
  stream[Symbol.dispose]();
  assert.equal(await stateOf(promise), `${deadlock}\`wait\` waits for a waitable set that is empty`);
}

// The host may abort one of the calls.
{
  const { wait, close } = instance();
  const controller = new AbortController();
  const promise = wait({ signal: controller.signal });
  await close();
  const kept = wait();
  assert.equal(await stateOf(kept), 'pending');
  controller.abort();
  await promise.catch(() => {});
  assert.equal(await stateOf(kept), `${deadlock}\`wait\` waits to enter its instance`);
}
console.log('ok');
