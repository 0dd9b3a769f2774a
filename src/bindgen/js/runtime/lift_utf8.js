// needs: trap checkRange
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function liftUtf8(memory, pointer, length, where) {
  length >>>= 0;
  pointer = checkRange(memory, pointer, length, 1, where);
  const { u8 } = memory;
  const end = pointer + length;
  if (length < 24) {
    // Calling the decoder costs more than a few characters do.
    let text = '';
    let i = pointer;
    while (i < end && u8[i] < 128) text += String.fromCharCode(u8[i++]);
    if (i === end) return text;
  }
  try {
    return utf8Decoder.decode(u8.subarray(pointer, end));
  } catch {
    trap(`${where}: invalid UTF-8`);
  }
}
