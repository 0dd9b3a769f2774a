// Streams and futures that the host gives to the component.

/** An iterator over the chunks of a source, with `return` if the source has it. */
function chunksOf(source) {
  if (typeof source.getReader === 'function') {
    const reader = source.getReader();
    return { next: () => reader.read(), return: () => reader.cancel() };
  }
  return (source[Symbol.asyncIterator] ?? source[Symbol.iterator]).call(source);
}

/** A stream of the host. A read of the component asks for one chunk; elements that it does not take are kept. */
class HostSource {
  items = [];
  at = 0;
  source = undefined;
  chunks = undefined;
  asked = false;
  finished = false;
  reader = null;

  constructor(state, type, source) {
    this.state = state;
    this.type = type;
    if (Array.isArray(source) || source instanceof (type.TypedArray ?? Array)) {
      this.items = this.toItems(source);
      this.finished = true;
    } else {
      this.source = source;
    }
  }

  read(reader) {
    this.reader = reader;
    this.fill();
  }

  /** Gives the reader the elements that are there, or asks for more. */
  fill() {
    const { reader } = this;
    while (reader !== null) {
      const left = this.items.length - this.at;
      if (left > 0) {
        const count = Math.min(left, reader.buffer.room);
        const start = this.at;
        this.at += count;
        if (count > 0) reader.buffer.store(this.items, start, count);
        this.finish(copyCompleted);
        return;
      }
      if (this.finished) return this.finish(copyDropped);
      if (this.asked || !this.ask()) return;
    }
  }

  finish(result) {
    const { reader } = this;
    this.reader = null;
    reader.complete(result);
  }

  /** Asks for a chunk; returns whether it is there at once. */
  ask() {
    const next = this.next();
    if (typeof next?.then !== 'function') {
      this.accept(next);
      this.acceptMore();
      return true;
    }
    this.asked = true;
    this.state.outside++;
    Promise.resolve(next).then(this.arrived, this.failed);
    return false;
  }

  next() {
    try {
      this.chunks ??= chunksOf(this.source);
      return this.chunks.next();
    } catch (error) {
      return this.brokenOff(error);
    }
  }

  /** A source that throws has ended. Streams carry no errors, so its error is reported. */
  brokenOff(error) {
    (globalThis.reportError ?? console.error)(error);
    return { done: true };
  }

  arrived = (next) => stepOfHost(this.state, 'a stream of the host', acceptChunk, this, next);

  failed = (error) => {
    if (!this.finished) this.arrived(this.brokenOff(error));
    else this.state.outside--;
  };

  accept({ done, value }) {
    this.finished = done === true;
    this.items = this.finished ? [] : this.type.TypedArray === undefined ? [value] : this.toItems(value);
    this.at = 0;
  }

  /** Takes more of an iterable that has elements at once, while the reader has room. */
  acceptMore() {
    const { items, reader } = this;
    while (!this.finished && this.type.TypedArray === undefined && items.length < reader.buffer.room) {
      const { done, value } = this.next();
      this.finished = done === true;
      if (!this.finished) items.push(value);
    }
  }

  /** The elements of a chunk; numbers are in a typed array. */
  toItems(chunk) {
    const { TypedArray, check } = this.type;
    if (TypedArray === undefined || chunk instanceof TypedArray) return chunk;
    if (typeof chunk === 'number' || typeof chunk === 'bigint') return TypedArray.of(check(chunk, 'stream item'));
    const items = new TypedArray(listLength(chunk, 'stream chunk'));
    for (let i = 0; i < items.length; i++) items[i] = check(chunk[i], `stream chunk[${i}]`);
    return items;
  }

  release(reader) {
    if (this.reader === reader) this.reader = null;
  }

  cancel(reader) {
    this.release(reader);
    reader.complete(copyCancelled);
  }

  /** The component reads no more. */
  drop() {
    if (this.finished) return;
    this.finished = true;
    this.items = [];
    // The component has no use for an error of the source here.
    if (this.source === undefined) return;
    new Promise((resolve) => {
      this.chunks ??= chunksOf(this.source);
      resolve(this.chunks.return?.());
    }).catch(() => {});
  }
}

function acceptChunk(source, next) {
  source.asked = false;
  source.state.outside--;
  source.accept(next);
  source.fill();
}

/** A promise of the host, as a future for the component. */
class HostFuture {
  settled = false;
  failed = false;
  value = undefined;
  reader = null;

  constructor(state, type, promise) {
    this.type = type;
    state.outside++;
    const settle = (failed, value) => {
      state.outside--;
      state.watch();
      this.settled = true;
      this.failed = failed;
      this.value = value;
      if (this.reader !== null) stepOfHost(state, 'a future of the host', () => this.fill());
    };
    Promise.resolve(promise).then(
      (value) => settle(false, value),
      (error) => settle(true, error),
    );
  }

  read(reader) {
    this.reader = reader;
    if (this.settled) this.fill();
  }

  fill() {
    const { reader, failed, value } = this;
    this.reader = null;
    let item = value;
    if (failed) {
      if (!this.type.fallible) throw value;
      item = { tag: 'err', val: errorPayload(value) };
    } else if (this.type.check !== undefined) {
      item = this.type.check(value, 'future value');
    }
    reader.buffer.store([item], 0, 1);
    reader.complete(copyCompleted);
  }

  release(reader) {
    if (this.reader === reader) this.reader = null;
  }

  cancel(reader) {
    this.release(reader);
    reader.complete(copyCancelled);
  }

  drop() {
    this.reader = null;
  }
}

/** The stream for a value of the host. */
function toStream(state, type, value, path, call) {
  if (value instanceof StreamReader && (value.shared === null || (value.type === type && value.items.length === 0))) {
    return takeShared(value, path, call);
  }
  const isSource = typeof value === 'object' && value !== null && (value[Symbol.asyncIterator] || value[Symbol.iterator] || value.getReader);
  if (!isSource) throw badValue(path, 'a stream: an async iterable, an iterable or a ReadableStream', value);
  return new HostSource(state, type, value);
}

/** The future for a value of the host. */
function toFuture(state, type, value, path, call) {
  if (value instanceof FutureReader && value.type === type && value.promise === undefined) return takeShared(value, path, call);
  return new HostFuture(state, type, value);
}
