// needs: checkRange
/** Lifts a list of what `load` reads. */
function liftList(memory, pointer, length, size, align, load, where) {
  const bytes = (length >>> 0) * size;
  pointer = checkRange(memory, pointer, bytes, align, where);
  const list = [];
  for (const end = pointer + bytes; pointer < end; pointer += size) list.push(load(pointer, where));
  return list;
}
