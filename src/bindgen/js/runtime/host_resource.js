// needs: badValue
/** Checks that a value is a resource of the host's class, if the host gave one. */
function hostResource(value, Class, path) {
  if (typeof Class === 'function' ? !(value instanceof Class) : typeof value !== 'object' || value === null) {
    throw badValue(path, `a ${Class?.name ?? 'resource'}`, value);
  }
  return value;
}
