// Entering and leaving the component, traps, and errors.

/** Traps: the component broke the canonical ABI. */
function trap(message, cause) {
  throw new WebAssembly.RuntimeError(message, cause && { cause });
}

/** The error for a value that is not of its type. */
function badValue(path, expected, value, found) {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  found ??= typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : isNumber || value === null ? value : value?.then ? 'a Promise' : typeof value;
  return new (isNumber && /^[us]\d/.test(expected) ? RangeError : TypeError)(`\`${path}\`: expected ${expected}, found ${found}`);
}

/** Refuses a promise where nothing is expected: its rejection would be lost. */
function refusePromise(value, path) {
  if (value?.then) throw badValue(path, 'nothing', value);
}

/** The error for an unknown tag. */
function badTag(path, tags, value) {
  return badValue(path, `a variant with tag ${tags}`, value?.tag ?? value);
}

/** Adds the path of the container to an error. */
function inside(outer, error) {
  if (/^`[^`]*`: expected /.test(error?.message)) error.message = `\`${outer}${error.message.slice(1)}`;
  return error;
}

/** Enters the component: one call at a time, and none after a trap. */
function enter(state, name) {
  if (state.running !== null) trap(`\`${name}\` cannot enter the component: \`${state.running}\` ${state.trapped ? 'ended in a trap' : 'is still running'}`, state.trapped);
  state.running = name;
}

/** Records an error that ends the instance, and rethrows it. */
function fail(state, error) {
  if (state.running !== null) state.trapped ??= error;
  throw error;
}

/** Wraps a host function for core code that may catch exceptions: an error that it throws still ends the instance. After that it is called only if `last` is set. */
function guard(state, call, last) {
  return (...values) => {
    if (!last) rethrow(state);
    try {
      return call(...values);
    } catch (error) {
      fail(state, error ?? new Error(`the host threw ${error}`));
    }
  };
}

/** Throws the error that ended the instance again, if core code has caught it. */
function rethrow(state) {
  if (state.trapped) throw state.trapped;
}

/** Traps if may-leave is false. */
function leave(instance, name) {
  if (!instance.mayLeave) trap(`\`${name}\` called while may-leave is false: in realloc, post-return or an adapter`);
}

/** Leaves the component, and returns a value. */
function finish(state, value) {
  state.running = null;
  return value;
}

/** Runs post-return, leaves the component, and returns a value. */
function giveBack(state, instance, postReturn, result, value) {
  instance.mayLeave = false;
  postReturn(result);
  instance.mayLeave = true;
  state.running = null;
  return value;
}

/** Leaves after a refused argument, and undoes what was taken. */
function abandon(state, instance, error, call) {
  if (!instance.mayLeave) fail(state, error);
  call?.undo.reverse().forEach((step) => step());
  state.running = null;
  throw error;
}

/** A component instance whose may-leave flag core code shares. */
class SharedInstance {
  flags = new WebAssembly.Global({ value: 'i32', mutable: true }, 1);

  get mayLeave() {
    return this.flags.value !== 0;
  }

  set mayLeave(value) {
    this.flags.value = value ? 1 : 0;
  }
}

/** Thrown by functions that return a WIT `result`; `payload` is the error. */
class ComponentError extends Error {
  static {
    this.prototype.name = 'ComponentError';
  }

  constructor(payload) {
    const shown = typeof payload === 'object' ? payload?.tag : payload;
    super(shown === undefined ? 'the function returned an error' : String(shown));
    this.payload = payload;
  }
}

/** The payload of a WIT error that the host threw; any other error is rethrown. */
function errorPayload(error) {
  if (Object.hasOwn(Object(error), 'payload')) return error.payload;
  if (error instanceof Error) throw error;
  return error;
}
