// Hosts for `async.wat` and `waiting.wat` as somebody would write them who knows these components: callbacks are called
// as soon as there is an event, and nothing is checked that these components do right.
const isPromise = (value) => typeof value?.then === 'function';

/** Handles, tasks and the loop that calls callbacks, which both hosts need. */
class Machinery {
  entries = [undefined];
  free = [];
  /** The task whose core code runs. */
  task = undefined;

  add(entry) {
    entry.handle = this.free.pop() ?? this.entries.length;
    this.entries[entry.handle] = entry;
    return entry.handle;
  }

  take = (handle) => {
    const entry = this.entries[handle];
    this.entries[handle] = undefined;
    this.free.push(handle);
    return entry;
  };

  /** Does what core code returned: it ends, or waits for an event of a set. */
  advance(waiting, code) {
    while (code !== 0) {
      const set = this.entries[code >>> 4];
      const waitable = set.ready.shift();
      if (waitable === undefined) {
        set.waiter = waiting;
        return;
      }
      code = this.callBack(waiting, waitable);
    }
  }

  callBack(waiting, { event, handle, payload }) {
    this.task = waiting;
    return waiting.callback(event, handle, payload);
  }

  fire = (waitable, event, payload) => {
    waitable.event = event;
    waitable.payload = payload;
    const { set } = waitable;
    if (set === undefined) return;
    const { waiter } = set;
    if (waiter === undefined) {
      set.ready.push(waitable);
      return;
    }
    set.waiter = undefined;
    this.advance(waiter, this.callBack(waiter, waitable));
  };

  call(core, callback, ...values) {
    return new Promise((resolve) => {
      const started = { callback, resolve, context: 0 };
      this.task = started;
      this.advance(started, core(...values));
    });
  }

  resolve(value) {
    this.task.resolve(value);
  }

  builtins() {
    return {
      'set.new': () => this.add({ ready: [], waiter: undefined }),
      'set.drop': this.take,
      join: (handle, into) => {
        this.entries[handle].set = this.entries[into];
      },
      'subtask.drop': this.take,
      'context.get': () => this.task.context,
      'context.set': (value) => {
        this.task.context = value;
      },
    };
  }
}

/** An async import that is lowered async. */
function asked(ask, memory, host) {
  const view = new DataView(memory.buffer);
  return (x, target) => {
    const answer = ask(x >>> 0);
    if (!isPromise(answer)) {
      view.setUint32(target, answer, true);
      return 2;
    }
    const subtask = { set: undefined, event: 0, payload: 0 };
    const handle = host.add(subtask);
    answer.then((value) => {
      view.setUint32(target, value, true);
      host.fire(subtask, 1, 2);
    });
    return 1 | (handle << 4);
  };
}

/** What a stream of the host gives: the rest of its chunk, or the next one. */
class Source {
  rest = undefined;

  constructor(iterator) {
    this.iterator = iterator;
  }

  read(end, bytes, pointer, length, fire) {
    if (this.rest !== undefined) return this.copy(this.rest, bytes, pointer, length);
    this.iterator.next().then(({ done, value }) => fire(end, 2, done ? 1 : this.copy(value, bytes, pointer, length)));
    return -1;
  }

  copy(chunk, bytes, pointer, length) {
    const count = Math.min(length, chunk.length);
    bytes.set(count === chunk.length ? chunk : chunk.subarray(0, count), pointer);
    this.rest = count === chunk.length ? undefined : chunk.subarray(count);
    return count << 4;
  }
}

/** A stream of the component: its write waits for the reader, or the reader for the write. */
class Stream {
  reader = undefined;
  writer = undefined;
  ended = false;

  constructor(bytes, fire) {
    this.bytes = bytes;
    this.fire = fire;
  }

  write(end, pointer, length) {
    const { reader } = this;
    if (reader === undefined) {
      this.writer = { end, pointer, length };
      return -1;
    }
    this.reader = undefined;
    reader({ done: false, value: this.bytes.slice(pointer, pointer + length) });
    return length << 4;
  }

  end() {
    this.ended = true;
    this.reader?.({ done: true, value: undefined });
  }

  next() {
    const { writer } = this;
    if (writer !== undefined) {
      this.writer = undefined;
      const { end, pointer, length } = writer;
      const value = this.bytes.slice(pointer, pointer + length);
      this.fire(end, 3, length << 4);
      return Promise.resolve({ done: false, value });
    }
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.reader = resolve;
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

export async function async([memoryModule, module], ask) {
  const { memory } = (await WebAssembly.instantiate(memoryModule)).exports;
  const bytes = new Uint8Array(memory.buffer);
  const host = new Machinery();
  const { entries, take, fire } = host;
  const { exports } = await WebAssembly.instantiate(module, {
    '': {
      ...host.builtins(),
      memory,
      'return-u32': (value) => host.resolve(value >>> 0),
      'return-u64': (value) => host.resolve(BigInt.asUintN(64, value)),
      'return-bytes': (handle) => host.resolve(take(handle).stream),
      'ask-async': asked(ask, memory, host),
      'ask-sync': new WebAssembly.Suspending((x) => ask(x >>> 0)),
      'bytes.new': () => {
        const stream = new Stream(bytes, fire);
        return BigInt(host.add({ stream })) | (BigInt(host.add({ stream })) << 32n);
      },
      'bytes.read': (handle, pointer, length) => entries[handle].stream.read(entries[handle], bytes, pointer, length, fire),
      'bytes.write': (handle, pointer, length) => entries[handle].stream.write(entries[handle], pointer, length),
      'bytes.drop-readable': take,
      'bytes.drop-writable': (handle) => take(handle).stream.end(),
    },
  });
  const asksSync = WebAssembly.promising(exports['asks-sync']);
  return {
    echo: (x) => host.call(exports.echo, exports['echo-callback'], x),
    asks: (times) => host.call(exports.asks, exports['asks-callback'], times),
    asksSync: (times) => asksSync(times),
    sink: (source, chunk) => {
      const stream = new Source(source[Symbol.asyncIterator]());
      return host.call(exports.sink, exports['sink-callback'], host.add({ stream }), chunk);
    },
    source: (count, chunk) => host.call(exports.source, exports['source-callback'], count, chunk),
  };
}

export async function waiting([memoryModule, module], ask) {
  const { memory } = (await WebAssembly.instantiate(memoryModule)).exports;
  const host = new Machinery();
  const { exports } = await WebAssembly.instantiate(module, {
    '': { ...host.builtins(), memory, return: (value) => host.resolve(value >>> 0), ask: asked(ask, memory, host) },
  });
  return { wait: (x) => host.call(exports.wait, exports['wait-callback'], x) };
}
