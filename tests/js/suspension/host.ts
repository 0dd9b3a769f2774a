import { instantiate, type ImportObject } from './waits.js';

class Door {
  constructor(readonly n: number) {}
  async knock(by: number): Promise<number> {
    return this.n * by;
  }
  static open(n: number): bigint {
    return BigInt(n);
  }
}

const clock: ImportObject['test:waits/clock@1.2.0'] = {
  sleep: async (ms) => ms,
  read: (name) => (name === '' ? Promise.resolve('') : name),
  split: async (text) => [text],
  async check() {},
  note() {},
  Door,
};

const { nap, twice, load, things } = await instantiate(undefined, { 'test:waits/clock': clock, pause: async () => {} });
const slept: Promise<number> = nap(1);
const doubled: number = twice(2);
const loaded: string = await load('file');
const thing = await things.Thing.make(1);
const size: number = thing.size();
const waited: Promise<number> = new things.Thing(2).wait(3);
// @ts-expect-error: a promise is no number
const wrong: number = nap(1);
console.log(slept, doubled, loaded, size, waited, wrong);
