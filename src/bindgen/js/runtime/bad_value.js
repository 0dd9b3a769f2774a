/** The error for a value that its type does not hold; `path` leads to the value. */
function badValue(path, expected, value, found) {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  found ??= typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : isNumber || value === null ? value : typeof value;
  const Class = isNumber && /^[us]\d/.test(expected) ? RangeError : TypeError;
  return new Class(`\`${path}\`: expected ${expected}, found ${found}`);
}
