// needs: trap
/** Traps unless `size` bytes at `pointer` are in bounds and aligned. */
function checkRange(memory, pointer, size, align, where) {
  if (pointer + size > memory.u8.byteLength) trap(`${where}: pointer out of bounds`);
  if ((pointer & (align - 1)) !== 0) trap(`${where}: pointer not aligned`);
}
