// needs: listLength storeItems
/** Lowers a list of what `store` writes. */
function lowerList(memory, value, path, size, align, store) {
  const length = listLength(value, path);
  const pointer = memory.allocate(align, length * size);
  storeItems(pointer, value, length, path, size, store);
  memory.length = length;
  return pointer;
}
