// needs: badValue
function toU32(value, path) {
  if (typeof value !== 'number' || value >>> 0 !== value) throw badValue(path, 'u32', value);
  return value;
}
