// needs: badValue
function toU8(value, path) {
  if (typeof value !== 'number' || (value & 255) !== value) throw badValue(path, 'u8', value);
  return value;
}
