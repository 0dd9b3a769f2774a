/** Writes what was lowered just now. */
function storePair(memory, at, pointer) {
  memory.view.setUint32(at, pointer, true);
  memory.view.setUint32(at + 4, memory.length, true);
}
