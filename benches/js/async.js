// Asynchronous components: bindings of `componentize`, of jco 1.35 and hosts by hand, over the same core modules.
//
// The three take turns in one process, and the fastest turn of each counts; jco has fewer turns, with fewer calls in each.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { async as asyncByHand, waiting as waitingByHand } from './async-by-hand.js';

const ROUNDS = Number(process.env.ROUNDS ?? 150);
const MOST = 4;
const KIB = 1024;

const value = (x) => x;
const promise = async (x) => x;

/** The core modules of our bindings whose exports are these, for the hosts by hand. */
async function modules(name, ...exported) {
  const files = (await readdir(`out/ours-${name}`)).filter((file) => file.endsWith('.wasm'));
  const all = await Promise.all(files.map(async (file) => WebAssembly.compile(await readFile(`out/ours-${name}/${file}`))));
  const has = (module, wanted) => WebAssembly.Module.exports(module).some((item) => item.name === wanted);
  return exported.map((wanted) => all.find((module) => has(module, wanted)));
}

async function load(folder, name, ask) {
  const { instantiate } = await import(`./out/${folder}-${name}/${name}.js`);
  const compile = async (path) => WebAssembly.compile(await readFile(`out/${folder}-${name}/${path}`));
  return instantiate(compile, { ask: folder === 'jco' ? { default: ask } : ask });
}

const makers = {
  async: async (ask) => asyncByHand(await modules('async', 'memory', 'echo'), ask),
  waiting: async (ask) => waitingByHand(await modules('waiting', 'memory', 'wait'), ask),
};

/** Each contender with an instance of its own. */
const contenders = async (name, ask) => ({
  ours: await load('ours', name, ask),
  jco: await load('jco', name, ask),
  hand: await makers[name](ask),
});

/** Chunks of a stream for the component, without the cost of a generator. */
const chunks = (count, length) => {
  const chunk = new Uint8Array(length);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => Promise.resolve(count-- > 0 ? { done: false, value: chunk } : { done: true, value: undefined }),
  };
};

const echoes = async (guest, count) => {
  for (let i = 0; i < count; i++) await guest.echo(i);
};
const asks = async (guest, count) => assert.equal(await guest.asks(count), (count * (count + 1)) / 2);
const asksSync = async (guest, count) => assert.equal(await guest.asksSync(count), (count * (count + 1)) / 2);
const sinks = (length) => async (guest, count) => {
  assert.equal(await guest.sink(chunks(count, length), 64 * KIB), BigInt(count * length));
};
const sources = (length) => async (guest, count) => {
  let received = 0;
  for await (const chunk of await guest.source(count * length, length)) received += chunk.length;
  assert.equal(received, count * length);
};

// Name, what the import does, what is measured, how often for us and for jco, what a time must reach in microseconds, and
// for streams how long a chunk is and what must be reached in GB/s.
const rows = [
  ['async export, awaited', value, echoes, 5_000, 1_000, { most: 0.4 }],
  ['async import, a value', value, asks, 20_000, 10, { most: 0.06 }],
  ['async import, a promise', promise, asks, 5_000, 10, { most: 0.3 }],
  ['async import, lowered sync, a promise', promise, asksSync, 5_000, 1_000, { most: 0.4 }],
  ['async stream in, 64 KiB', value, sinks(64 * KIB), 300, 10, { length: 64 * KIB, least: 8 }],
  ['async stream in, 1 KiB', value, sinks(KIB), 3_000, 10, { length: KIB, least: 1.5 }],
  ['async stream out, 64 KiB', value, sources(64 * KIB), 100, 5, { length: 64 * KIB, least: 3 }],
  ['async stream out, 1 KiB', value, sources(KIB), 3_000, 5, { length: KIB, least: 0.7 }],
];

/** The fewest microseconds that one of `count` took, or one of `jcoCount`. */
async function measure(guests, run, count, jcoCount) {
  const fastest = { ours: Infinity, jco: Infinity, hand: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, guest] of Object.entries(guests)) {
      if (name === 'jco' && round > 3) continue;
      const times = name === 'jco' ? jcoCount : count;
      const start = performance.now();
      await run(guest, times);
      fastest[name] = Math.min(fastest[name], ((performance.now() - start) * 1000) / times);
    }
  }
  return fastest;
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
async function heap() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  return process.memoryUsage().heapUsed;
}

/** Bytes that a task takes that waits for the host, with its promise, but without the host's own promise. */
async function bytesOfTask(name, count) {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const answers = Array.from({ length: count }, () => opened.then(() => 7));
  let asked = 0;
  const ask = () => answers[asked++];
  const guest = name === 'hand' ? await makers.waiting(ask) : await load(name, 'waiting', ask);
  const before = await heap();
  const calls = Array.from({ length: count }, () => guest.wait(7));
  // jco calls its imports later.
  while (asked < count) await turn();
  const during = await heap();
  open();
  const results = await Promise.all(calls);
  assert(results.every((result) => result === 7));
  return (during - before) / count;
}

/** Runs the rows whose names contain `only`; returns how many missed what they must reach. */
export async function compareAsync(only = '') {
  let missed = 0;
  const verdict = (holds) => (holds ? '' : (missed++, ' (missed)'));
  const print = (row, ours, jco, hand, unit, goal, limit = MOST) => {
    const against = `${(ours / hand).toFixed(2)} x`;
    const slower = limit === Infinity ? against : `${against}, at most ${limit}${verdict(ours / hand <= limit)}`;
    console.log(`| ${row} | ${unit(ours)}${goal} | ${unit(jco)} | ${unit(hand)} | ${slower} |`);
  };
  console.log('\n| case | componentize | jco 1.35 | by hand | against by hand |\n|---|---|---|---|---|');
  for (const [row, ask, run, count, jcoCount, { most, length, least }] of rows) {
    if (!row.includes(only)) continue;
    const { ours, jco, hand } = await measure(await contenders('async', ask), run, count, jcoCount);
    const speed = (time) => length / time / 1e3;
    const unit = length === undefined ? (time) => `${time.toPrecision(3)} us` : (time) => `${speed(time).toPrecision(3)} GB/s`;
    const goal = length === undefined ? `, must be ${most}${verdict(ours <= most)}` : `, must be ${least}${verdict(speed(ours) >= least)}`;
    print(row, ours, jco, hand, unit, goal);
  }
  if ('async task that waits'.includes(only) && globalThis.gc) {
    const [ours, jco, hand] = [await bytesOfTask('ours', 100_000), await bytesOfTask('jco', 1_000), await bytesOfTask('hand', 100_000)];
    print('async task that waits', ours, jco, hand, (bytes) => `${bytes.toFixed(0)} B`, `, must be ${KIB}${verdict(ours <= KIB)}`);
  }
  if ('async, JavaScript'.includes(only)) {
    const bytes = async (path) => (await readFile(path)).length;
    const plain = ['out/ours-async/async.js', 'out/jco-async/async.js', 'async-by-hand.js'];
    // The host by hand is as it was written.
    const minified = ['out/minified-async/async.js', 'out/jco-minified-async/async.js', 'async-by-hand.js'];
    for (const [row, files] of [['async, JavaScript', plain], ['async, JavaScript, minified', minified]]) {
      const [ours, jco, hand] = await Promise.all(files.map(bytes));
      const goal = files === minified ? `, must be ${30 * KIB}${verdict(ours <= 30 * KIB)}` : '';
      print(row, ours, jco, hand, (size) => `${size} B`, goal, Infinity);
    }
  }
  return missed;
}

// Also by itself, without the rows of components that are not async.
if (import.meta.filename === process.argv[1]) await compareAsync(process.argv[2]);
