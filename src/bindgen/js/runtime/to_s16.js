// needs: badValue
function toS16(value, path) {
  if (typeof value !== 'number' || value << 16 >> 16 !== value) throw badValue(path, 's16', value);
  return value;
}
