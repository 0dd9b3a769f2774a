// needs: inside
/** Writes elements of `size` bytes one after another. */
function storeItems(pointer, value, length, path, size, store) {
  let i = 0;
  try {
    for (; i < length; i++, pointer += size) store(pointer, value[i], '');
  } catch (error) {
    throw inside(`${path}[${i}]`, error);
  }
}
