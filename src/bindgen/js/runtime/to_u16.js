// needs: badValue
function toU16(value, path) {
  if (typeof value !== 'number' || (value & 65535) !== value) throw badValue(path, 'u16', value);
  return value;
}
