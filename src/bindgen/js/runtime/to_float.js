// needs: badValue
function toFloat(value, path) {
  if (typeof value !== 'number') throw badValue(path, 'a number', value);
  return value;
}
