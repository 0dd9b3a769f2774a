// needs: trap
/** Traps unless `size` bytes are in bounds and aligned; returns the pointer, unsigned. */
function checkRange(memory, pointer, size, align, where) {
  memory.refresh();
  pointer >>>= 0;
  if (pointer + size > memory.u8.byteLength) trap(`${where}: pointer out of bounds`);
  if ((pointer & (align - 1)) !== 0) trap(`${where}: pointer not aligned`);
  return pointer;
}
