// Takes the steps of a script, and prints a line of JSON for each: `none` if there is nothing to run, else `trap`, or `value`
// and whether it is the `same` as what was expected.

import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { host } from './host.js';

const directory = process.argv[2];
const imports = { ...host };
const definitions = new Map();
let current = { refused: 'there is no instance' };

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** The JavaScript value for one of the script. */
function toValue([kind, first, second]) {
  const optional = (value) => (value === null ? undefined : toValue(value));
  switch (kind) {
    case 'bool':
    case 'string':
      return first;
    case 'u64':
    case 's64':
      return BigInt(first);
    case 'list':
      return first.map(toValue);
    case 'map':
      return new Map(first.map(([key, value]) => [toValue(key), toValue(value)]));
    case 'record':
      return Object.fromEntries(first.map(([name, value]) => [camelCase(name), toValue(value)]));
    case 'variant':
      return { tag: first, val: optional(second) };
    case 'result':
      return { tag: first, val: optional(second) };
    case 'option':
      return optional(first);
    case 'flags':
      return Object.fromEntries(first.map((name) => [camelCase(name), true]));
    default:
      // `inf` is what Rust writes.
      return Number(first.replace('inf', 'Infinity'));
  }
}

/** What two values that are the same have in common: typed arrays are arrays, flags that are not set are not there. */
function plain(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Map) return { map: [...value].map((entry) => entry.map(plain)) };
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return [...value].map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== false);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}

/** An error and its causes. */
function describe(error) {
  const texts = [];
  for (let at = error; at !== undefined && at !== null; at = at.cause) texts.push(String(at.message ?? at));
  return texts.join('; ');
}

/** Called when nothing is left that could go on. */
let stuck;
process.on('beforeExit', () => setImmediate(() => stuck?.()));

/** Waits for a call; one that nothing can wake is a deadlock. */
function ended(call) {
  return new Promise((resolve) => {
    stuck = () => resolve({ trap: '(nothing goes on)' });
    new Promise((resolve) => resolve(call())).then(
      (value) => resolve({ value }),
      (error) => resolve({ trap: describe(error), payload: error?.payload, failed: error !== null && Object.hasOwn(Object(error), 'payload') }),
    );
  });
}

async function instantiate(module, name) {
  if (module.file === undefined) {
    current = { refused: module.refused ?? 'a core module' };
    return { none: current.refused };
  }
  const { instantiate } = await import(pathToFileURL(join(directory, module.file)));
  const { value, trap } = await ended(() => instantiate(undefined, imports));
  if (trap !== undefined) {
    current = { refused: `not instantiated: ${trap}` };
    return { trap };
  }
  current = { exports: value };
  if (name !== null) imports[name] = value;
  return {};
}

async function call({ name, arguments: given, expected }) {
  if (current.exports === undefined) return { none: current.refused };
  const found = current.exports[camelCase(name)];
  if (found === undefined) return { none: `no function ${name}` };
  const { value, trap, payload, failed } = await ended(() => found(...given.map(toValue)));
  // A `result` is returned, or thrown.
  const [kind, tag, content] = expected ?? [];
  if (trap !== undefined && !(kind === 'result' && tag === 'err' && failed)) return { trap };
  const returned = kind === 'result' ? { tag: failed ? 'err' : 'ok', val: failed ? payload : value } : value;
  const shown = (value) => JSON.stringify(plain(value));
  const wanted = expected === null ? undefined : toValue(kind === 'result' ? [kind, tag, content] : expected);
  return { value: shown(returned) ?? 'nothing', same: shown(returned) === shown(wanted) };
}

async function take(step) {
  switch (step.do) {
    case 'define':
      if (step.instantiated) return instantiate(step.module, step.name);
      definitions.set(step.name, step.module);
      return step.module.file === undefined ? { none: step.module.refused ?? 'a core module' } : {};
    case 'instance':
      return instantiate(definitions.get(step.definition), step.name);
    case 'instantiate': {
      const before = current;
      const found = await instantiate(step.module, null);
      current = before;
      return found;
    }
    case 'call':
      return call(step);
    default:
      return step.module.refused === undefined ? {} : { none: step.module.refused };
  }
}

for (const step of JSON.parse(readFileSync(join(directory, 'steps.json'), 'utf8'))) {
  writeSync(1, `${JSON.stringify(await take(step))}\n`);
}
process.exit(0);
