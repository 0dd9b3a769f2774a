// needs: badValue
/** Checks a resource of the host. */
function hostResource(value, Class, path) {
  if (typeof Class === 'function' ? !(value instanceof Class) : typeof value !== 'object' || value === null) {
    throw badValue(path, `a ${Class?.name ?? 'resource'}`, value);
  }
  return value;
}
