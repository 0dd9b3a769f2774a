// Glue for `glue.wasm` as somebody would write it who knows its types: the core module, called directly.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class ComponentError extends Error {
  constructor(payload) {
    super(String(payload));
    this.payload = payload;
  }
}

export async function instantiate(module, host, finalization = true) {
  const resources = [undefined];
  const free = [];
  const handleOf = (rep) => {
    const handle = free.pop() ?? resources.length;
    resources[handle] = rep;
    return handle;
  };
  const { exports } = await WebAssembly.instantiate(module, {
    'bench:glue/host': { 'add-one': (n) => host.addOne(n >>> 0), take: (p, n) => host.take(text(p, n)) },
    '[export]bench:glue/guest': { '[resource-new]counter': handleOf },
  });
  const core = (name) => exports[`bench:glue/guest#${name}`];
  const post = (name) => exports[`cabi_post_bench:glue/guest#${name}`];
  const { memory, cabi_realloc: realloc } = exports;
  let bytes = new Uint8Array(memory.buffer);
  let view = new DataView(memory.buffer);
  const refresh = () => {
    if (bytes.byteLength === 0) {
      bytes = new Uint8Array(memory.buffer);
      view = new DataView(memory.buffer);
    }
  };
  const text = (pointer, length) => decoder.decode(bytes.subarray(pointer, pointer + length));
  let written = 0;
  const lower = (string) => {
    let pointer = realloc(0, 0, 1, string.length);
    refresh();
    const ascii = encoder.encodeInto(string, bytes.subarray(pointer, pointer + string.length));
    written = ascii.written;
    if (ascii.read < string.length) {
      const room = ascii.written + (string.length - ascii.read) * 3;
      pointer = realloc(pointer, string.length, 1, room);
      refresh();
      const rest = string.slice(ascii.read);
      written += encoder.encodeInto(rest, bytes.subarray(pointer + ascii.written, pointer + room)).written;
      pointer = realloc(pointer, room, 1, written);
    }
    return pointer;
  };
  const u32 = (at) => view.getUint32(at, true);
  const user = (at) => ({ id: view.getBigUint64(at, true), name: text(u32(at + 8), u32(at + 12)), age: u32(at + 16) });

  const [add, echoString, echoBytes, echoNumbers, echoUser, echoUsers, echoShape, check, callAddOne, callTake, make, inc, destroy] = [
    'add', 'echo-string', 'echo-bytes', 'echo-numbers', 'echo-user', 'echo-users', 'echo-shape', 'check', 'call-add-one', 'call-take',
    '[constructor]counter', '[method]counter.inc', '[dtor]counter',
  ].map(core);
  const [forgetString, forgetBytes, forgetNumbers, forgetUser, forgetUsers] =
    ['echo-string', 'echo-bytes', 'echo-numbers', 'echo-user', 'echo-users'].map(post);
  const f32 = new Float32Array(1);
  const u32OfF32 = new Uint32Array(f32.buffer);
  const registry = new FinalizationRegistry(destroy);
  class Counter {
    #rep;
    constructor(start) {
      const handle = make(start);
      this.#rep = resources[handle];
      free.push(handle);
      if (finalization) registry.register(this, this.#rep, this);
    }
    [Symbol.dispose]() {
      destroy(this.#rep);
      if (finalization) registry.unregister(this);
      this.#rep = undefined;
    }
    inc(by) {
      return inc(this.#rep, by) >>> 0;
    }
  }
  return {
    Counter,
    add: (a, b) => add(a, b) >>> 0,
    echoString(string) {
      const pointer = lower(string);
      const result = echoString(pointer, written);
      refresh();
      const echoed = text(u32(result), u32(result + 4));
      forgetString(result);
      return echoed;
    },
    echoBytes(list) {
      const pointer = realloc(0, 0, 1, list.length);
      refresh();
      bytes.set(list, pointer);
      const result = echoBytes(pointer, list.length);
      refresh();
      const start = u32(result);
      const echoed = bytes.slice(start, start + u32(result + 4));
      forgetBytes(result);
      return echoed;
    },
    echoNumbers(list) {
      const pointer = realloc(0, 0, 8, list.length * 8);
      refresh();
      new Float64Array(memory.buffer, pointer, list.length).set(list);
      const result = echoNumbers(pointer, list.length);
      refresh();
      const echoed = new Float64Array(memory.buffer, u32(result), u32(result + 4)).slice();
      forgetNumbers(result);
      return echoed;
    },
    echoUser({ id, name, age }) {
      const pointer = lower(name);
      const result = echoUser(id, pointer, written, age);
      refresh();
      const echoed = user(result);
      forgetUser(result);
      return echoed;
    },
    echoUsers(users) {
      const start = realloc(0, 0, 8, users.length * 24);
      let at = start;
      for (const { id, name, age } of users) {
        const pointer = lower(name);
        view.setBigUint64(at, id, true);
        view.setUint32(at + 8, pointer, true);
        view.setUint32(at + 12, written, true);
        view.setUint32(at + 16, age, true);
        at += 24;
      }
      const result = echoUsers(start, users.length);
      refresh();
      const echoed = [];
      let from = u32(result);
      for (let i = u32(result + 4); i > 0; i--, from += 24) echoed.push(user(from));
      forgetUsers(result);
      return echoed;
    },
    echoShape({ tag, val }) {
      let result;
      if (tag === 'circle') {
        f32[0] = val;
        result = echoShape(0, u32OfF32[0]);
      } else {
        result = tag === 'square' ? echoShape(1, val) : echoShape(2, 0);
      }
      refresh();
      switch (bytes[result]) {
        case 0: return { tag: 'circle', val: view.getFloat32(result + 4, true) };
        case 1: return { tag: 'square', val: u32(result + 4) };
        default: return { tag: 'none' };
      }
    },
    check(n) {
      const result = check(n);
      refresh();
      if (bytes[result] === 0) return u32(result + 4);
      throw new ComponentError(text(u32(result + 4), u32(result + 8)));
    },
    callAddOne: (times) => callAddOne(times) >>> 0,
    callTake: (times) => callTake(times) >>> 0,
  };
}

/** Starts modules that are found by their exports. */
function finder(modules) {
  const names = (module) => String(WebAssembly.Module.exports(module).map((item) => item.name));
  return async (wanted, imports) => {
    const { exports } = await WebAssembly.instantiate(modules.find((module) => names(module) === wanted), imports);
    return exports;
  };
}

/** `composed.wat` by hand: the bytes go from one memory to the other in one copy. */
export async function composed(modules) {
  const start = finder(modules);
  const sink = await start('memory,realloc,consume');
  const { memory } = await start('memory');
  const from = new Uint8Array(memory.buffer);
  const to = new Uint8Array(sink.memory.buffer);
  const consume = (pointer, length) => {
    const target = sink.realloc(0, 0, 1, length);
    to.set(from.subarray(pointer, pointer + length), target);
    return sink.consume(target, length);
  };
  const { send } = await start('send', { '': { consume } });
  return () => send() >>> 0;
}

/** `calls.wat` by hand: one module calls the other itself, and nothing checks that the bytes are UTF-8. */
export async function calls(modules) {
  const start = finder(modules);
  const callee = await start('memory,realloc,add,measure');
  const { memory } = await start('memory,realloc');
  const from = new Uint8Array(memory.buffer);
  const to = new Uint8Array(callee.memory.buffer);
  const measure = (pointer, length) => {
    const target = callee.realloc(0, 0, 1, length);
    to.set(from.subarray(pointer, pointer + length), target);
    return callee.measure(target, length);
  };
  const { sum, lengths } = await start('sum,lengths', { '': { add: callee.add, measure } });
  return { sum: (times) => sum(times) >>> 0, lengths: (times) => lengths(times) >>> 0 };
}
