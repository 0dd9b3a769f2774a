// The functions that Wasmtime's suite imports.

import assert from 'node:assert';

const never = () => new Promise(() => {});

const slowly = async (value) => {
  await undefined;
  return value;
};

let drops = 0;
let lastDrop = 0;

class Resource1 {
  constructor(rep) {
    this.rep = rep;
  }

  [Symbol.dispose]() {
    drops++;
    lastDrop = this.rep;
  }

  simple(rep) {
    assert.equal(this.rep, rep);
  }

  takeBorrow(other) {
    assert(other instanceof Resource1);
  }

  takeOwn(other) {
    assert(other instanceof Resource1);
  }

  neverReturn() {
    return never();
  }

  static assert(one, rep) {
    assert.equal(one.rep, rep);
  }

  static drops() {
    return drops;
  }

  static lastDrop() {
    return lastDrop;
  }
}

export const host = {
  'host-echo-u32': (value) => value,
  'host-return-two': () => 2,
  host: {
    returnThree: () => 3,
    returnHi: () => 'hi',
    nested: { returnFour: () => 4 },
    Resource1,
    Resource2: class Resource2 {},
    Resource1Again: Resource1,
    neverReturn: never,
    returnTwoSlowly: () => slowly(2),
    echoSlowly: slowly,
  },
  wasmtime: { setMaxTableCapacity() {}, gc() {} },
};
