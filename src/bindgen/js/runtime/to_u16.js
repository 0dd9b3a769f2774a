// needs: badValue
function toU16(value, path) {
  if ((value & 65535) !== value) throw badValue(path, 'u16', value);
  return value;
}
