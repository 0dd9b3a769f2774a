// needs: badValue inside
/** Lowers a map, a list of pairs. */
function lowerMap(memory, value, path, size, align, storeKey, valueOffset, storeValue) {
  if (!(value instanceof Map)) throw badValue(path, 'a Map', value);
  const entries = [...value];
  const start = memory.allocate(align, entries.length * size);
  let pointer = start;
  for (const [key, item] of entries) {
    try {
      storeKey(pointer, key, '');
      storeValue(pointer + valueOffset, item, '');
    } catch (error) {
      throw inside(`${path}[${String(key)}]`, error);
    }
    pointer += size;
  }
  memory.length = entries.length;
  return start;
}
