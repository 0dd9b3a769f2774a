// Streams and futures that the component gives to the host.

/** A registry that drops the ends of objects that were collected. */
function registryOfEnds(state) {
  return new FinalizationRegistry((shared) => {
    state.outside--;
    dropShared(state, shared);
  });
}

/** Drops an end that the host held. */
function dropShared(state, shared) {
  state.watch();
  if (state.trapped === undefined) shared.drop();
}

/** A read by the host. */
class HostRead {
  instance = null;
  event = 0;

  constructor(end, room, resolve, reject) {
    this.end = end;
    this.type = end.type;
    this.buffer = new HostBuffer(room);
    this.resolve = resolve;
    this.reject = reject;
  }

  complete(result) {
    const { end, buffer } = this;
    end.shared.release(this);
    end.state.live.delete(this);
    end.reading = null;
    if (buffer.items === undefined && result === copyDropped) end.close();
    this.resolve(buffer.items);
    end.readNext();
  }
}

/** Begins a read of an end that the host holds; lifting its elements may trap. */
function readForHost(end, room, resolve, reject) {
  const { state } = end;
  if (state.trapped !== undefined) return reject(state.trapped);
  const read = new HostRead(end, room, resolve, reject);
  end.reading = read;
  state.live.add(read);
  try {
    end.shared.read(read);
  } catch (error) {
    endHostRead(state, error);
  }
}

/** Ends the component: an element that it wrote cannot be lifted. */
function endHostRead(state, error) {
  state.running ??= 'a read of the host';
  endStore(state, error);
}

/** Takes the end from the host's object, to pass it on. */
function takeShared(end, path, call) {
  const { shared, state, type } = end;
  if (shared === null || end.reading !== null) {
    throw badValue(path, `a ${type.kind}`, end, `a ${type.kind} that was passed on or closed, or is being read`);
  }
  end.shared = null;
  state.outside--;
  state.ends?.unregister(end);
  call?.undo.push(() => {
    end.shared = shared;
    state.outside++;
    state.ends?.register(end, shared, end);
  });
  return shared;
}

/** A stream of the component: chunks of numbers in typed arrays, anything else one by one. */
class StreamReader {
  reading = null;
  /** Reads that begin after the present one. */
  queue = new List();
  /** Elements that were read, and that nobody has asked for yet. */
  items = [];

  constructor(state, type, shared) {
    this.state = state;
    this.type = type;
    this.shared = shared;
    state.outside++;
    state.ends?.register(this, shared, this);
  }

  /** Reads what the component writes next, at most `count` elements. */
  read({ count = longestBuffer } = {}) {
    return new Promise((resolve, reject) => {
      const found = (value) => resolve({ done: value === undefined, value });
      const wanted = { count, found, reject };
      if (this.reading === null) this.begin(wanted);
      else this.queue.push(wanted);
    });
  }

  /** Begins a read, or takes elements that were read already. */
  begin({ count, found, reject }) {
    if (this.items.length > 0) found(this.items.splice(0, count));
    else if (this.shared === null) found(undefined);
    else return readForHost(this, count, found, reject);
    this.readNext();
  }

  readNext() {
    const wanted = this.queue.shift();
    if (wanted !== null) this.begin(wanted);
  }

  next() {
    return this.type.TypedArray === undefined ? this.nextItem() : this.read();
  }

  async nextItem() {
    if (this.items.length === 0) {
      const { done, value: items } = await this.read();
      if (done) return { done, value: undefined };
      this.items.push(...items);
    }
    return { done: false, value: this.items.shift() };
  }

  async return(value) {
    this.close();
    return { done: true, value };
  }

  /** Drops the end; the component learns that the host reads no more. */
  close() {
    const { shared, state, reading } = this;
    if (shared === null) return;
    this.shared = null;
    state.outside--;
    state.ends?.unregister(this);
    if (reading !== null) {
      shared.release(reading);
      state.live.delete(reading);
      this.reading = null;
      reading.resolve(undefined);
      this.readNext();
    }
    dropShared(state, shared);
  }

  /** Returns the stream as a `ReadableStream`. */
  readable() {
    return new ReadableStream(
      {
        pull: async (controller) => {
          const { done, value } = await this.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  [dispose]() {
    this.close();
  }
}

/** A future of the component, which is read at the first `then`. */
class FutureReader {
  reading = null;
  promise = undefined;

  constructor(state, type, shared) {
    this.state = state;
    this.type = type;
    this.shared = shared;
    state.outside++;
    state.ends?.register(this, shared, this);
  }

  then(resolved, rejected) {
    this.promise ??= this.value();
    return this.promise.then(resolved, rejected);
  }

  catch(rejected) {
    return this.then(undefined, rejected);
  }

  finally(settled) {
    return this.then().finally(settled);
  }

  async value() {
    if (this.shared === null) throw new TypeError('the future was closed, or passed on');
    const items = await new Promise((resolve, reject) => readForHost(this, 1, resolve, reject));
    this.close();
    return items[0];
  }

  close() {
    const { shared, state } = this;
    if (shared === null) return;
    this.shared = null;
    state.outside--;
    state.ends?.unregister(this);
    dropShared(state, shared);
  }

  /** There is one value to read. */
  readNext() {}

  get [Symbol.toStringTag]() {
    return 'Promise';
  }

  [dispose]() {
    this.close();
  }
}
