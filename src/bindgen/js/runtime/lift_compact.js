// needs: checkRange liftUtf16 latin1Text
/** Lifts a string in Latin-1, or in UTF-16 if the top bit of its length says so. */
function liftCompactUtf16(memory, pointer, length, where) {
  length >>>= 0;
  if (length >= 0x80000000) return liftUtf16(memory, pointer, length - 0x80000000, where);
  return latin1Text(memory, checkRange(memory, pointer, length, 2, where), length);
}
