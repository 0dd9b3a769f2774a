// needs: listLength storeItems
/** Lowers a list of numbers: a typed array at once, else one checked number after another. */
function lowerTypedArray(memory, value, path, TypedArray, check) {
  const length = listLength(value, path);
  let items = value;
  if (!(value instanceof TypedArray)) {
    items = new TypedArray(length);
    storeItems(0, value, length, path, 1, (i, item) => (items[i] = check(item, '')));
  }
  const size = TypedArray.BYTES_PER_ELEMENT;
  const pointer = memory.allocate(size, length * size);
  new TypedArray(memory.u8.buffer, pointer, length).set(items);
  memory.length = length;
  return pointer;
}
