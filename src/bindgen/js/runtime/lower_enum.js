// needs: badValue
function lowerEnum(cases, value, path) {
  const index = cases.indexOf(value);
  if (index < 0) throw badValue(path, `one of ${cases.join(', ')}`, value);
  return index;
}
