// needs: badValue
function toU32(value, path) {
  if (value >>> 0 !== value) throw badValue(path, 'u32', value);
  return value;
}
