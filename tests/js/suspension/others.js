// Inner components, exceptions, and starts.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const load = async (name) => (await import(pathToFileURL(join(process.argv[2], `${name}.js`)))).instantiate;
const composed = await load('composed');
for (const sleep of [(ms) => ms, async (ms) => ms]) {
  const { doze, count } = composed(undefined, { sleep });
  assert.equal(await doze(1), 108);
  assert.equal(count(), 7);
}

const catches = await load('catches');
{
  let failure;
  let started = false;
  const sleep = (ms) => {
    if (!started) return ms;
    if (failure === undefined) return Promise.resolve(ms + 1);
    return Promise.reject(failure);
  };
  const { nap } = catches(undefined, { sleep });
  started = true;
  assert.equal(await nap(1), 2);
  failure = new Error('no sleep');
  await assert.rejects(nap(1), failure, 'the component cannot catch it');
  await assert.rejects(nap(1), (error) => error.cause === failure);
  assert.throws(() => catches(undefined, { sleep: async () => 0 }), /`sleep` returned a promise, for which `instantiate` cannot wait/);
}
console.log('ok');
