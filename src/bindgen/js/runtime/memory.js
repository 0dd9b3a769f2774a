// Linear memories.

/** A linear memory and its allocator. */
class Memory {
  memory;
  realloc;
  u8 = new Uint8Array(0);
  view = new DataView(this.u8.buffer);
  /** The length of what was lowered last. */
  length = 0;

  constructor(instance) {
    this.instance = instance;
  }

  /** Makes new views if the memory has grown. */
  refresh() {
    if (this.u8.byteLength === 0) {
      this.u8 = new Uint8Array(this.memory.buffer);
      this.view = new DataView(this.memory.buffer);
    }
  }

  /** Calls realloc while may-leave is false. */
  allocate(align, size, oldPointer = 0, oldSize = 0) {
    this.instance.mayLeave = false;
    const pointer = checkRange(this, this.realloc(oldPointer, oldSize, align, size), size, align, 'realloc', Infinity);
    this.instance.mayLeave = true;
    return pointer;
  }
}

/** The pointer, unsigned; traps unless its bytes are in bounds and aligned. */
function checkRange(memory, pointer, size, align, where, most = 0xfffffff) {
  memory.refresh();
  pointer >>>= 0;
  // The canonical ABI's limit for what is lifted: twice as much still is an i32.
  if (size > most) trap(`${where}: longer than 2 ** 28 - 1 bytes`);
  if (pointer + size > memory.u8.byteLength) trap(`${where}: pointer out of bounds`);
  if ((pointer & (align - 1)) !== 0) trap(`${where}: pointer not aligned`);
  return pointer;
}
