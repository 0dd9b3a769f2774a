// needs: checkRange
/** Where a function left its results, checked. */
function resultArea(memory, pointer, size, align, where) {
  memory.refresh();
  checkRange(memory, pointer >>> 0, size, align, where);
  return pointer >>> 0;
}
