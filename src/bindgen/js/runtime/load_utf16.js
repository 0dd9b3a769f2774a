// needs: liftUtf16
function loadUtf16(memory, at, where) {
  const { view } = memory;
  return liftUtf16(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}
