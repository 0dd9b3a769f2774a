/** What a function throws when its result is an error: the error value is the `payload`. */
class ComponentError extends Error {
  constructor(payload) {
    super(typeof payload === 'object' ? JSON.stringify(payload, shown) : String(payload));
    this.payload = payload;
  }
}

function shown(_, value) {
  return typeof value === 'bigint' ? String(value) : value;
}
