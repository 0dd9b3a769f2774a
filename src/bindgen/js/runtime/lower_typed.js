// needs: badValue inside listLength
/**
 * Lowers a list of numbers: at once from a typed array of its type, else one checked number after another. The
 * length is left in `memory.length`.
 */
function lowerTypedArray(memory, TypedArray, value, path, check) {
  const length = listLength(value, path);
  let items = value;
  if (!(value instanceof TypedArray)) {
    items = new TypedArray(length);
    let i = 0;
    try {
      for (; i < length; i++) items[i] = check(value[i], '');
    } catch (error) {
      throw inside(`${path}[${i}]`, error);
    }
  }
  const pointer = memory.allocate(TypedArray.BYTES_PER_ELEMENT, length * TypedArray.BYTES_PER_ELEMENT);
  new TypedArray(memory.u8.buffer, pointer, length).set(items);
  memory.length = length;
  return pointer;
}
