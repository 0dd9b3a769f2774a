// needs: badValue
/** The length of an array, or of anything that is counted like one, that becomes a list. */
function listLength(value, path, expected) {
  const length = typeof value === 'object' && value !== null ? value.length : undefined;
  if (typeof length !== 'number' || length >>> 0 !== length) throw badValue(path, 'an array', value);
  if (expected !== undefined && length !== expected) {
    throw badValue(path, `an array of length ${expected}`, `one of length ${length}`);
  }
  return length;
}
