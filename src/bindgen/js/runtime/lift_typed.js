// needs: checkRange
/** Lifts a list of numbers. */
function liftTypedArray(memory, pointer, length, TypedArray, where) {
  const size = TypedArray.BYTES_PER_ELEMENT;
  length >>>= 0;
  pointer = checkRange(memory, pointer, length * size, size, where);
  return new TypedArray(memory.u8.buffer, pointer, length).slice();
}
