// needs: checkRange
function liftBytes(memory, pointer, length, where) {
  pointer >>>= 0;
  length >>>= 0;
  checkRange(memory, pointer, length, 1, where);
  return memory.u8.slice(pointer, pointer + length);
}
