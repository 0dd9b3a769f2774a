// needs: badValue
function toS8(value, path) {
  if (typeof value !== 'number' || value << 24 >> 24 !== value) throw badValue(path, 's8', value);
  return value;
}
