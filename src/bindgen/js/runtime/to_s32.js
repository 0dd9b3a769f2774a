// needs: badValue
function toS32(value, path) {
  if (typeof value !== 'number' || (value | 0) !== value) throw badValue(path, 's32', value);
  return value;
}
