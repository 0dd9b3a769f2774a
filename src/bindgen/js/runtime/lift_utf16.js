// needs: trap checkRange
const utf16Decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

function liftUtf16(memory, pointer, length, where) {
  const bytes = (length >>> 0) * 2;
  pointer = checkRange(memory, pointer, bytes, 2, where);
  try {
    return utf16Decoder.decode(memory.u8.subarray(pointer, pointer + bytes));
  } catch {
    trap(`${where}: invalid UTF-16`);
  }
}
