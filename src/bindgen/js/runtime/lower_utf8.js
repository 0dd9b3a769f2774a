// needs: badValue
const utf8Encoder = new TextEncoder();

/** Lowers a string; its length in bytes is left in `memory.length`. */
function lowerUtf8(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const { length } = value;
  let pointer = memory.allocate(1, length);
  let done = 0;
  if (length < 48) {
    const { u8 } = memory;
    for (let unit; done < length && (unit = value.charCodeAt(done)) < 128; done++) u8[pointer + done] = unit;
    if (done === length) {
      memory.length = length;
      return pointer;
    }
  } else {
    const { read, written } = utf8Encoder.encodeInto(value, memory.u8.subarray(pointer, pointer + length));
    if (read === length) {
      memory.length = written;
      return written === length ? pointer : memory.allocate(1, written, pointer, length);
    }
  }
  // Not ASCII: make room for the longest encoding of the rest, then give back what it did not take.
  const longest = done + (length - done) * 3;
  pointer = memory.allocate(1, longest, pointer, length);
  const { written } = utf8Encoder.encodeInto(
    done === 0 ? value : value.slice(done),
    memory.u8.subarray(pointer + done, pointer + longest),
  );
  memory.length = done + written;
  return memory.length === longest ? pointer : memory.allocate(1, memory.length, pointer, longest);
}
