// needs: checkRange liftUtf16
/** Lifts a string in Latin-1, or in UTF-16 if the top bit of its length says so. */
function liftCompactUtf16(memory, pointer, length, where) {
  pointer >>>= 0;
  length >>>= 0;
  if (length >= 0x80000000) return liftUtf16(memory, pointer, length - 0x80000000, where);
  checkRange(memory, pointer, length, 2, where);
  const end = pointer + length;
  let text = '';
  for (let i = pointer; i < end; i += 4096) {
    text += String.fromCharCode.apply(null, memory.u8.subarray(i, Math.min(i + 4096, end)));
  }
  return text;
}
