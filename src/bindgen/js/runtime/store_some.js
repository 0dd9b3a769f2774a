// needs: isSome
/** Writes and returns whether an option has a value. */
function storeSome(memory, pointer, value) {
  memory.view.setUint8(pointer, isSome(value) ? 1 : 0);
  return isSome(value);
}
