/** What a function throws if its result is an error. */
class ComponentError extends Error {
  constructor(payload) {
    const shown = (_, value) => (typeof value === 'bigint' ? String(value) : value);
    super(typeof payload === 'object' ? JSON.stringify(payload, shown) : String(payload));
    this.payload = payload;
  }
}
