// needs: checkRange
/** Lifts a map, a list of pairs. */
function liftMap(memory, pointer, length, size, align, loadKey, valueOffset, loadValue, where) {
  const bytes = (length >>> 0) * size;
  pointer = checkRange(memory, pointer, bytes, align, where);
  const map = new Map();
  for (const end = pointer + bytes; pointer < end; pointer += size) {
    map.set(loadKey(pointer, where), loadValue(pointer + valueOffset, where));
  }
  return map;
}
