/** What a function throws when its result is an error: the error value is the `payload`. */
class ComponentError extends Error {
  constructor(value) {
    const isText = typeof value === 'string';
    super(isText ? value : `${typeof value === 'object' ? JSON.stringify(value, shown) : String(value)} (see error.payload)`);
    Object.defineProperty(this, 'payload', { value, enumerable: !isText });
  }
}

function shown(_, value) {
  return typeof value === 'bigint' ? String(value) : value;
}
