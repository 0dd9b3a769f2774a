// needs: liftList
function loadList(memory, at, size, align, load, where) {
  const { view } = memory;
  return liftList(memory, view.getUint32(at, true), view.getUint32(at + 4, true), size, align, load, where);
}
