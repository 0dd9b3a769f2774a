// needs: liftUtf8
function loadUtf8(memory, at, where) {
  const { view } = memory;
  return liftUtf8(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}
