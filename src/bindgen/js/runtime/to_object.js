// needs: badValue
function toObject(value, path) {
  if (typeof value !== 'object' || value === null) throw badValue(path, 'an object', value);
}
