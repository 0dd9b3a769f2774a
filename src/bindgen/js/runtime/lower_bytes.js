// needs: lowerTypedArray toU8
/** Lowers a list of bytes; its length is left in `memory.length`. */
function lowerBytes(memory, value, path) {
  if (!(value instanceof Uint8Array)) return lowerTypedArray(memory, Uint8Array, value, path, toU8);
  const { length } = value;
  const pointer = memory.allocate(1, length);
  memory.u8.set(value, pointer);
  memory.length = length;
  return pointer;
}
