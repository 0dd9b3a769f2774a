// needs: badValue
/** Lowers a string; its length in code units is left in `memory.length`. */
function lowerUtf16(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const text = value.toWellFormed();
  const { length } = text;
  const pointer = memory.allocate(2, length * 2);
  const units = new Uint16Array(memory.u8.buffer, pointer, length);
  for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
  memory.length = length;
  return pointer;
}
