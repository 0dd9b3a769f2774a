// Sends the body of a request back in capital letters, chunk by chunk, and serves the page.
import { createServer } from 'node:http';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { upper } from './app/upper.js';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.wat': 'text/plain' };

/** What comes until the client goes away. A source that fails would end the component, and with it all other calls. */
async function* bodyOf(request) {
  try {
    yield* request;
  } catch (error) {
    if (!request.destroyed) throw error;
  }
}

async function answer(request, response) {
  if (request.method === 'POST' || request.method === 'PUT') {
    await pipeline(await upper(bodyOf(request)), response);
    return;
  }
  const { pathname } = new URL(request.url, 'http://server');
  const path = pathname === '/' ? '/index.html' : pathname;
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  await pipeline(createReadStream(new URL(`.${path}`, import.meta.url)), response);
}

export const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(process.env.PORT ?? 8000);
