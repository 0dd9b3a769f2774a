// A host of `values.wat`, for the compiler alone.

import { instantiate, type Imports, type StreamReader } from './values.js';

const imports: Imports = {
  fetch: async (url: string, { signal }) => (signal.aborted ? url : url.toUpperCase()),
  never: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
};
const component = await instantiate(null, imports);

const sum: number = await component.bytesIn([Uint8Array.of(1), [2, 3], 4], 4, { signal: AbortSignal.timeout(1000) });
await component.bytesIn(Uint8Array.of(1), sum);
await component.bytesIn(new ReadableStream<Uint8Array>(), sum);
const bytes: StreamReader<Uint8Array, Uint8Array> = await component.bytesOut(1, 2);
for await (const chunk of bytes) chunk.subarray(1);
const { done, value: read } = await bytes.read({ count: 3 });
await component.bytesIn(await component.bytesThrough(bytes), done ? 0 : read.length);
const reader = bytes.readable().getReader();
await reader.read();
bytes[Symbol.dispose]();
await component.textsIn(['a', 'b']);
const texts = await (await component.textsOut()).read();
if (!texts.done) texts.value.join();
const seven: number = await component.numberOut();
await component.numberIn(Promise.resolve(seven));
await component.numberIn(seven);
await component.attemptIn(Promise.resolve({ tag: 'ok', val: seven }));
const text: string = await component.load('url');
const four: number = component.twice(text.length);
// @ts-expect-error: bytes are not texts
await component.textsIn([four]);
// @ts-expect-error: a promise is not a number
component.twice(component.twiceAsync(1));
