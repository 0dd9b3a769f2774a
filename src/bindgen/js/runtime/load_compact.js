// needs: liftCompactUtf16
function loadCompactUtf16(memory, at, where) {
  const { view } = memory;
  return liftCompactUtf16(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}
