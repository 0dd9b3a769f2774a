// needs: badValue
/** A flag that is left out is not set. */
function toFlag(value, path) {
  if (typeof value !== 'boolean' && value !== undefined) throw badValue(path, 'a boolean', value);
  return value === true ? 1 : 0;
}
