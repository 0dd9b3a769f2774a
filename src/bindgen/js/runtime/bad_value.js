const badValues = new WeakMap();

/** The error for a value that its type does not hold; `path` leads to the value. */
function badValue(path, expected, value) {
  const wrongRange = (typeof value === 'number' || typeof value === 'bigint') && /^[usf]\d/.test(expected);
  const shown = value === null ? 'null' : typeof value === 'object' ? 'an object' : typeof value === 'string'
    ? JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value) : String(value);
  const detail = `expected ${expected}, found ${shown}`;
  const error = new (wrongRange ? RangeError : TypeError)(`\`${path}\`: ${detail}`);
  badValues.set(error, { path, detail });
  return error;
}
