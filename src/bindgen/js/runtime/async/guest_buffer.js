// Buffers: what a read fills, and what a write is taken from.

/** The most elements of one read or write. */
const longestBuffer = 2 ** 28 - 1;

/** Elements in the component's memory. */
class GuestBuffer {
  progress = 0;

  constructor(element, pointer, length, where) {
    this.element = element;
    this.length = length >>>= 0;
    this.pointer = pointer >>> 0;
    if (length > longestBuffer) trap('stream read/write count too large');
    if (element.size > 0 && length > 0) checkRange(element.memory, pointer, length * element.size, element.align, where, Infinity);
    this.where = where;
  }

  get room() {
    return this.length - this.progress;
  }

  /** Advances by `count` elements; returns the pointer to the first of them. */
  advance(count) {
    const pointer = this.pointer + this.progress * this.element.size;
    this.progress += count;
    this.element.memory?.refresh();
    return pointer;
  }

  /** Reads elements for the host: a typed array of numbers, else an array. */
  load(count) {
    const { TypedArray, memory, size, load } = this.element;
    let pointer = this.advance(count);
    if (TypedArray !== undefined) return new TypedArray(memory.u8.buffer, pointer, count).slice();
    const items = [];
    for (let i = 0; i < count; i++, pointer += size) items.push(size === 0 ? undefined : load(pointer, this.where));
    return items;
  }

  /** Writes elements that come from the host. */
  store(items, start, count) {
    const { TypedArray, memory, size, store } = this.element;
    let pointer = this.advance(count);
    if (TypedArray !== undefined) {
      new TypedArray(memory.u8.buffer, pointer, count).set(start === 0 && count === items.length ? items : items.subarray(start, start + count));
      return;
    }
    for (let i = 0; i < count && size > 0; i++, pointer += size) store(pointer, items[start + i], this.where);
  }

  /** Copies elements of another buffer of the component: numbers and nothing as they are, others lifted and lowered. */
  copyFrom(source, count) {
    const { element } = source;
    if (element.load !== undefined) {
      const items = source.load(count);
      try {
        this.store(items, 0, count);
      } catch (error) {
        throw asTrap(this.where, error);
      }
      return;
    }
    const [from, to] = [source.advance(count), this.advance(count)];
    if (element.size === 0) return;
    const bytes = new Uint8Array(element.memory.u8.buffer, from, count * element.size);
    this.element.memory.u8.set(bytes, to);
  }
}

/** The elements of one read by the host. */
class HostBuffer {
  items = undefined;

  constructor(room) {
    this.room = room;
  }

  get progress() {
    return this.items === undefined ? 0 : this.items.length;
  }

  store(items, start, count) {
    this.items = start === 0 && count === items.length ? items : items.slice(start, start + count);
    this.room = 0;
  }

  copyFrom(source, count) {
    this.items = source.load(count);
    this.room = 0;
  }
}
