// Sends texts through the server of `examples/async`, many at once: `node upper.js DIRECTORY`.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

process.env.PORT = '0';
const { server } = await import(pathToFileURL(join(process.argv[2], 'server.js')));
const url = `http://127.0.0.1:${server.address().port}/`;

/** Text that comes in chunks of all sizes. */
async function* chunks(seed) {
  for (let i = 0; i < 20; i++) {
    yield new TextEncoder().encode(`${seed} und größer ${i}, `.repeat((seed * i * 97) % 5000));
    if (i % 5 === seed % 5) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function send(seed) {
  let sent = '';
  const decoder = new TextDecoder();
  const body = ReadableStream.from(
    (async function* () {
      for await (const chunk of chunks(seed)) {
        sent += decoder.decode(chunk, { stream: true });
        yield chunk;
      }
    })(),
  );
  const response = await fetch(url, { method: 'POST', body, duplex: 'half' });
  const expected = () => sent.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  assert.equal(await response.text(), expected());
  return sent.length;
}

const lengths = await Promise.all(Array.from({ length: 20 }, (_, seed) => send(seed)));
assert(lengths.reduce((a, b) => a + b) > 1_000_000);

// A client that goes away in the middle leaves the component as it was.
const controller = new AbortController();
const endless = ReadableStream.from(
  (async function* () {
    while (!controller.signal.aborted) {
      yield new Uint8Array(65536).fill(0x61);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })(),
);
const response = await fetch(url, { method: 'POST', body: endless, duplex: 'half', signal: controller.signal });
const reader = response.body.getReader();
assert.equal((await reader.read()).value[0], 0x41);
controller.abort();
await assert.rejects(reader.read());
await send(7);
assert.equal(await (await fetch(`${url}text.txt`)).text(), 'streams go through a component.\n');
console.log('ok');
server.close();
server.closeAllConnections();
