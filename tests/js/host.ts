// A host in TypeScript, checked against the generated declarations and never run.
import { instantiate } from './async/resources/resources.js';
import { instantiate as instantiateLabels } from './sync/labels/labels.js';
import type * as Documented from './none/documented/documented.js';

class Pen {
  #color: number;
  constructor(color: number) {
    this.#color = color;
  }
  color() {
    return this.#color;
  }
  static mix(a: Pen, b: Pen) {
    return new Pen(a.color() + b.color());
  }
  [Symbol.dispose]() {}
}

const module = new WebAssembly.Module(new Uint8Array());
const { counters, look } = await instantiate(async () => module, {
  destroyed: (count: number) => console.log(count),
  'test:resources/pens': { Pen },
});
using counter = new counters.Counter(1);
const count: number = counter.count() + look(new Pen(1));
// @ts-expect-error a count is a number
new counters.Counter('1');

class Bucket {
  get(key: string): string | undefined {
    return key;
  }
}
const store = { Bucket: Bucket as any, open: () => new Bucket() };
instantiateLabels(() => module, { primary: store, 'wasi:keyvalue/store': () => store });
// @ts-expect-error `fallback` is missing
instantiateLabels(() => module, { primary: store });

const person: Documented.things.Person = { fullName: 'A B' };
const run: () => string = (null as unknown as typeof Documented).run;
console.log(count, person, run);
