// needs: badValue
const utf8Encoder = new TextEncoder();

/** Lowers a string. All that lowers to a pointer and a length leaves the length in `memory.length`. */
function lowerUtf8(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const { length } = value;
  let pointer = memory.allocate(1, length);
  let read = 0;
  let written = 0;
  if (length < 48) {
    // Calling the encoder costs more than a few characters do.
    const { u8 } = memory;
    for (let unit; read < length && (unit = value.charCodeAt(read)) < 128; read++) u8[pointer + read] = unit;
    written = read;
  } else {
    ({ read, written } = utf8Encoder.encodeInto(value, memory.u8.subarray(pointer, pointer + length)));
  }
  if (read < length) {
    // Not ASCII: make room for the longest encoding of the rest, then give back what it did not take.
    const longest = written + (length - read) * 3;
    pointer = memory.allocate(1, longest, pointer, length);
    written += utf8Encoder.encodeInto(value.slice(read), memory.u8.subarray(pointer + written, pointer + longest)).written;
    if (written < longest) pointer = memory.allocate(1, written, pointer, longest);
  }
  memory.length = written;
  return pointer;
}
