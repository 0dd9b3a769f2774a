// needs: badValue
/** The length of an array, or of anything that is counted like one. */
function listLength(value, path, expected) {
  const length = typeof value === 'object' ? value?.length : undefined;
  if (typeof length !== 'number' || length >>> 0 !== length) throw badValue(path, 'an array', value);
  if (length !== (expected ?? length)) throw badValue(path, `an array of length ${expected}`, value, `one of length ${length}`);
  return length;
}
