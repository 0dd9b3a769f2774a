// needs: badValue
function toBool(value, path) {
  if (typeof value !== 'boolean') throw badValue(path, 'a boolean', value);
  return value ? 1 : 0;
}
