// needs: liftTypedArray
function loadTypedArray(memory, at, TypedArray, where) {
  const { view } = memory;
  return liftTypedArray(memory, view.getUint32(at, true), view.getUint32(at + 4, true), TypedArray, where);
}
