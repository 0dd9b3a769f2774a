// Alternates bindings of `componentize`, of jco 1.35 and glue by hand over the same core modules, in one process.
//
// Prints the median of the rounds in calls a second, and what `componentize` makes of it against the other two.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { compareAsync } from './async.js';
import { calls as callsByHand, composed as composedByHand, instantiate as byHand } from './by-hand.js';

const ROUNDS = Number(process.env.ROUNDS ?? 61);
const MILLISECONDS = Number(process.env.MILLISECONDS ?? 10);
const INSIDE = 1000;

const host = { addOne: (n) => n + 1, take: (text) => text.length };

async function load(folder, name, imports) {
  const { instantiate } = await import(`./out/${folder}/${name}.js`);
  const compile = async (path) => WebAssembly.compile(await readFile(`out/${folder}/${path}`));
  return instantiate(compile, imports);
}
const glue = async (folder) => (await load(folder, 'glue', { 'bench:glue/host': host })).guest;
const core = await WebAssembly.compile(await readFile('out/glue.core.wasm'));
const peers = { ours: await glue('ours-glue'), jco: await glue('jco-glue'), hand: await byHand(core, host) };
const withoutFinalization = { ours: await glue('ours-no-finalization'), jco: peers.jco, hand: await byHand(core, host, false) };

const short = 'sixteen letters!';
const ascii = 'ASCII letters and digits: 0123456789 and so on; '.repeat(1366).slice(0, 65536);
const other = 'ä日本語🦀 naïve '.repeat(5042).slice(0, 65536);
const bytes = Uint8Array.from({ length: 65536 }, (_, i) => i);
const numbers = Float64Array.from({ length: 8192 }, (_, i) => i / 3);
const user = { id: 42n, name: 'Somebody Else', age: 42 };
const users = Array.from({ length: 100 }, (_, i) => ({ id: BigInt(i), name: `user number ${i}`, age: i }));
const shapes = [{ tag: 'circle', val: 1.5 }, { tag: 'square', val: 7 }, { tag: 'none' }];
const checked = (guest) => {
  try {
    guest.check(0);
  } catch (error) {
    return error.payload;
  }
};

/** Makes a resource and disposes of it. */
const made = (g) => () => new g.Counter(0)[Symbol.dispose ?? Symbol.for('dispose')]();

// What each row must reach: so many times as fast as jco, and at most 1.3 times as slow as by hand, or as the row says.
const rows = [
  ['add(u32, u32)', 100, (g) => () => g.add(1, 2), 3],
  ['string, 16 B', 12, (g) => () => g.echoString(short), short],
  ['string, 64 KiB ASCII', 12, (g) => () => g.echoString(ascii), ascii],
  ['string, 64 Ki not ASCII', 1, (g) => () => g.echoString(other), other],
  ['list<u8>, 64 KiB', 1, (g) => () => g.echoBytes(bytes), bytes],
  ['list<f64>, 64 KiB', 1, (g) => () => g.echoNumbers(numbers), numbers],
  ['record with a string', 15, (g) => () => g.echoUser(user), user],
  ['list of 100 records', 4, (g) => () => g.echoUsers(users), users],
  ['variant', 50, (g) => ((i) => () => g.echoShape(shapes[i = (i + 1) % 3]))(2), shapes[0]],
  ['result, ok', 50, (g) => () => g.check(1), 1],
  ['result, err', 3, (g) => () => checked(g), 'this is no number'],
  ['resource method', 100, (g) => ((c) => () => c.inc(1))(new g.Counter(0)), 1],
  ['resource made and disposed', 3, made, undefined, peers, 1.25],
  ['resource, --no-finalization', 3, made, undefined, withoutFinalization, 2.5],
  [`host import u32 (x ${INSIDE})`, 100, (g) => () => g.callAddOne(INSIDE), INSIDE],
  [`host import string (x ${INSIDE})`, 30, (g) => () => g.callTake(INSIDE), INSIDE * short.length],
];

/** A loop of its own for each contender, so that what the engine learns of one does not slow down another. */
const looped = (run) => new Function('run', 'return (batch) => { for (let i = 0; i < batch; i++) run(); };')(run);

/** Calls a second, over about so many milliseconds. */
function measure(loop, batch) {
  const start = performance.now();
  let calls = 0;
  let now;
  do {
    loop(batch);
    calls += batch;
    now = performance.now();
  } while (now - start < MILLISECONDS);
  return calls / (now - start) * 1000;
}

/** How many calls take about a millisecond. */
function batchOf(loop) {
  let batch = 1;
  for (;;) {
    const start = performance.now();
    loop(batch);
    if (performance.now() - start > 1) return batch;
    batch *= 2;
  }
}

function compare(contenders) {
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const loops = Object.fromEntries(Object.entries(contenders).map(([name, run]) => [name, looped(run)]));
  const batches = Object.fromEntries(Object.entries(loops).map(([name, loop]) => [name, batchOf(loop)]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, loop] of Object.entries(loops)) {
      globalThis.gc?.();
      const rate = measure(loop, batches[name]);
      // The first round is for the compiler.
      if (round > 0) samples[name].push(rate);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]));
}

const shown = (rate) => (rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M` : rate >= 1e3 ? `${(rate / 1e3).toFixed(1)} k` : rate.toFixed(0));
let missed = 0;
const verdict = (holds) => (holds ? '' : (missed++, ' (missed)'));
console.log('| case | componentize | jco 1.35 | by hand | against jco | time against by hand |');
console.log('|---|---|---|---|---|---|');
const only = process.argv[2];
for (const [name, factor, make, expected, guests = peers, most = 1.3] of rows) {
  if (only && !name.includes(only)) continue;
  const contenders = {};
  for (const [peer, guest] of Object.entries(guests)) {
    const run = make(guest);
    assert.deepEqual(run(), expected, `${peer}: ${name}`);
    contenders[peer] = run;
  }
  const { ours, jco, hand } = compare(contenders);
  const [times, slower] = [ours / jco, hand / ours];
  console.log(`| ${name} | ${shown(ours)}/s | ${shown(jco)}/s | ${shown(hand)}/s `
    + `| ${times.toFixed(1)} x, must be ${factor}${verdict(times >= factor)} `
    + `| ${slower.toFixed(2)} x${verdict(slower <= most)} |`);
}

/** The same component in each form: by hand over our own core modules. */
async function inner(name, byHand) {
  const files = (await readdir(`out/ours-${name}`)).filter((file) => file.endsWith('.wasm'));
  const modules = await Promise.all(files.map(async (file) => WebAssembly.compile(await readFile(`out/ours-${name}/${file}`))));
  return {
    hand: await byHand(modules),
    ours: await load(`ours-${name}`, name, {}),
    jco: await load(`jco-${name}`, name, {}),
    multiMemory: await load('jco-multi-memory', name, {}),
  };
}
const withSend = async (modules) => ({ send: await composedByHand(modules) });
// Calls between inner components: what each row must reach against jco and against its `--multi-memory`, and by hand.
const innerRows = [
  ['composed, list<u8> of 64 KiB', 'composed', withSend, (g) => () => g.send(), 42, 100, 0.97, 1.3],
  [`composed, add(u32, u32) (x ${INSIDE})`, 'calls', callsByHand, (g) => () => g.sum(INSIDE), 3 * INSIDE, 100, 0.97, 1.3],
  [`composed, string, 16 B (x ${INSIDE})`, 'calls', callsByHand, (g) => () => g.lengths(INSIDE), (16 + 's'.charCodeAt(0)) * INSIDE, 100, 0.97, 1.3],
];
for (const [row, name, byHand, make, expected, factor, multiple, most] of innerRows) {
  if (only && !row.includes(only)) continue;
  const contenders = {};
  for (const [peer, guest] of Object.entries(await inner(name, byHand))) {
    contenders[peer] = make(guest);
    assert.equal(contenders[peer](), expected, `${peer}: ${row}`);
  }
  const { hand, ours, jco, multiMemory } = compare(contenders);
  console.log(`| ${row} | ${shown(ours)}/s | ${shown(jco)}/s (--multi-memory: ${shown(multiMemory)}/s) | ${shown(hand)}/s | `
    + `${(ours / jco).toFixed(1)} x, must be ${factor}${verdict(ours / jco >= factor)}; ${(ours / multiMemory).toFixed(2)} x with --multi-memory${verdict(ours >= multiMemory * multiple)} | `
    + `${(hand / ours).toFixed(2)} x${verdict(hand / ours <= most)} |`);
}
missed += await compareAsync(only);
console.log(missed === 0 ? '\nevery row holds' : `\n${missed} missed`);
