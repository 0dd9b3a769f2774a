// needs: badValue
function toObject(value, path, expected) {
  if (typeof value !== 'object' || value === null) throw badValue(path, expected, value);
  return value;
}
