// needs: checkRange
/** Lifts a list of numbers as a typed array of its own. */
function liftTypedArray(memory, TypedArray, pointer, length, where) {
  pointer >>>= 0;
  length >>>= 0;
  const size = length * TypedArray.BYTES_PER_ELEMENT;
  checkRange(memory, pointer, size, TypedArray.BYTES_PER_ELEMENT, where);
  return new TypedArray(memory.u8.buffer, pointer, length).slice();
}
