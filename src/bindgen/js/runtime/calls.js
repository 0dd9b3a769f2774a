// Entering and leaving the component, traps, and errors.

/** Ends the call, and the instance: the component broke the canonical ABI. */
function trap(message) {
  throw new WebAssembly.RuntimeError(message);
}

/** The error for a value that its type does not hold; `path` leads to the value. */
function badValue(path, expected, value, found) {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  found ??= typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : isNumber || value === null ? value : typeof value;
  const Class = isNumber && /^[us]\d/.test(expected) ? RangeError : TypeError;
  return new Class(`\`${path}\`: expected ${expected}, found ${found}`);
}

/** The error for a value whose tag is none of the variant's. */
function badTag(path, tags, value) {
  return badValue(path, `a variant with tag ${tags}`, value?.tag ?? value);
}

/** Puts what contains a value before the path in the error that the value caused; other errors stay as they are. */
function inside(outer, error) {
  if (/^`[^`]*`: expected /.test(error?.message)) error.message = `\`${outer}${error.message.slice(1)}`;
  return error;
}

/** Only one call at a time enters a component, and none after a trap. */
function enter(state, name) {
  if (state.running !== null) trap(`\`${name}\` cannot enter the component: \`${state.running}\` is still running, or ended in a trap`);
  state.running = name;
}

/** Traps if the component must not call out now. */
function leave(instance, name) {
  if (!instance.mayLeave) trap(`\`${name}\` called while the component must not be left: in realloc, post-return or an adapter`);
}

/** Leaves the component with a value. */
function finish(state, value) {
  state.running = null;
  return value;
}

/** Gives core results back to the component, which must not call out meanwhile, and leaves it with a value. */
function giveBack(state, instance, postReturn, result, value) {
  instance.mayLeave = false;
  postReturn(result);
  instance.mayLeave = true;
  state.running = null;
  return value;
}

/** Leaves the component after an argument was refused, unless realloc trapped. */
function abandon(state, instance, error) {
  if (instance.mayLeave) state.running = null;
  return error;
}

/** State of a component instance that shares with core code whether it may be left now. */
class SharedInstance {
  flags = new WebAssembly.Global({ value: 'i32', mutable: true }, 1);

  get mayLeave() {
    return this.flags.value !== 0;
  }

  set mayLeave(value) {
    this.flags.value = value ? 1 : 0;
  }
}

/** What a function throws if its result is an error. */
class ComponentError extends Error {
  constructor(payload) {
    const shown = (_, value) => (typeof value === 'bigint' ? String(value) : value);
    super(typeof payload === 'object' ? JSON.stringify(payload, shown) : String(payload));
    this.payload = payload;
  }
}

/** The error value in what the host threw; an ordinary exception has none and goes on. */
function errorPayload(error) {
  if (typeof error === 'object' && error !== null && Object.hasOwn(error, 'payload')) return error.payload;
  if (error instanceof Error) throw error;
  return error;
}
