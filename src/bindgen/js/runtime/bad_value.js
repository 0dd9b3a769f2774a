const badValues = new WeakMap();

/** The error for a value that its type does not hold; `path` leads to the value. */
function badValue(path, expected, value) {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : isNumber ? value : typeof value;
  const detail = `expected ${expected}, found ${value === null ? 'null' : shown}`;
  const error = new (isNumber && /^[us]\d/.test(expected) ? RangeError : TypeError)(`\`${path}\`: ${detail}`);
  badValues.set(error, { path, detail });
  return error;
}
