/** The text of Latin-1 bytes, which are in bounds. */
function latin1Text(memory, pointer, length) {
  const end = pointer + length;
  let text = '';
  for (let i = pointer; i < end; i += 4096) {
    text += String.fromCharCode.apply(null, memory.u8.subarray(i, Math.min(i + 4096, end)));
  }
  return text;
}
