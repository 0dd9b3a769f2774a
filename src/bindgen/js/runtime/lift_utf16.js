// needs: trap checkRange
const utf16Decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

function liftUtf16(memory, pointer, length, where) {
  pointer >>>= 0;
  length >>>= 0;
  checkRange(memory, pointer, length * 2, 2, where);
  try {
    return utf16Decoder.decode(memory.u8.subarray(pointer, pointer + length * 2));
  } catch {
    trap(`${where}: invalid UTF-16`);
  }
}
