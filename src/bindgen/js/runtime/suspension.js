// Functions of the host that may return promises to a component without tasks, and exports that wait for them.

/** Enters for an export that returns a promise: its core code may be suspended. */
function enterSuspendable(state, name) {
  enter(state, name);
  state.suspendable = true;
}

/** Enters for an export that returns no promise: its core code cannot be suspended. */
function enterUnsuspendable(state, name) {
  enter(state, name);
  state.suspendable = false;
}

/** Calls core code from JavaScript that core code called: it cannot be suspended there. */
function callUnsuspendable(state, core, value) {
  const { suspendable } = state;
  state.suspendable = false;
  core(value);
  state.suspendable = suspendable;
}

/** The function that core code calls to be suspended until the host's promise is settled. */
function suspension(state, name) {
  if (WebAssembly.Suspending === undefined) throw new TypeError(`\`${name}\` may return a promise, but` + ' this engine lacks JSPI (WebAssembly.Suspending)');
  return new WebAssembly.Suspending(() => state.settled);
}

/**
 * Calls a host function; returns 1 if it has returned, and 0 if its promise must be awaited. For a WIT `result`,
 * `payloadOf` returns the payload of what the host throws.
 */
function beginCall(state, name, call, lower, payloadOf) {
  state.lower = lower;
  state.payloadOf = payloadOf;
  let value;
  try {
    value = call();
  } catch (error) {
    if (payloadOf === undefined) throw error;
    keepReturned(state, 1, error);
    return 1;
  }
  if (typeof value?.then === 'function') return awaitPromise(state, name, value);
  keepReturned(state, 0, value);
  return 1;
}

function awaitPromise(state, name, promise) {
  if (!state.suspendable) trap(`\`${name}\` returned a promise, for which \`${state.running}\` cannot wait`);
  const native = promise instanceof Promise ? promise : Promise.resolve(promise);
  state.settled = native.then(
    (value) => keepReturned(state, 0, value),
    (error) => keepReturned(state, 1, error),
  );
  return 0;
}

function keepReturned(state, failed, value) {
  state.failed = failed;
  state.value = value;
}

/** Lowers the value that the host has returned. */
function takeResult(state) {
  const { failed, value, lower, payloadOf } = state;
  state.settled = state.value = state.lower = undefined;
  if (failed === 1 && payloadOf === undefined) throw value ?? new Error(`the host threw ${value}`);
  return lower(failed === 1 ? payloadOf(value) : value, failed);
}

/** Destroys the resource of an object that was collected, once no call waits for a promise. */
function forgetLater(state, destroy, representation) {
  if (state.settled === undefined) forget(state, destroy, representation);
  else state.settled.then(() => forgetLater(state, destroy, representation));
}
