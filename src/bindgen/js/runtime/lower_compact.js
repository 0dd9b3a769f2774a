// needs: badValue lowerUtf16
/** Lowers a string to Latin-1 if that holds it, else to UTF-16 with the top bit of `memory.length` set. */
function lowerCompactUtf16(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const { length } = value;
  let i = 0;
  while (i < length && value.charCodeAt(i) < 256) i++;
  if (i < length) {
    const pointer = lowerUtf16(memory, value, path);
    memory.length += 0x80000000;
    return pointer;
  }
  const pointer = memory.allocate(2, length);
  for (i = 0; i < length; i++) memory.u8[pointer + i] = value.charCodeAt(i);
  memory.length = length;
  return pointer;
}
