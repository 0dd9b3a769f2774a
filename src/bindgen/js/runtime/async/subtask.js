// Subtasks: calls of async functions that the component imports.

/** The last argument of an async function of the host. */
class HostCall {
  #controller;

  /** Aborted if the component cancels the call. */
  get signal() {
    return (this.#controller ??= new AbortController()).signal;
  }

  static abort(call) {
    (call.#controller ??= new AbortController()).abort();
  }
}

class Subtask extends Waitable {
  /** 1 while the host works, 2 if it returned, 4 if it was cancelled before that. */
  state = 1;
  delivered = false;

  /** For a WIT `result`, `payloadOf` returns the payload of a rejection. */
  constructor(host, lower, payloadOf, lent) {
    super();
    this.host = host;
    this.lower = lower;
    this.payloadOf = payloadOf;
    this.lent = lent;
  }

  /** Called when the host has returned. */
  resolve(failed, value) {
    if (this.state !== 1) return;
    if (failed === 1 && this.payloadOf === undefined) throw value;
    this.lower(failed === 1 ? this.payloadOf(value) : value, failed);
    this.state = 2;
    this.fire(1);
  }

  /** Ends the call for the component, and returns how it ended. */
  deliver() {
    this.event = 0;
    this.delivered = true;
    endLending(this.lent);
    return this.state;
  }
}

function endLending(lent) {
  if (lent !== undefined) for (const entry of lent) entry.lends--;
}

/**
 * Calls a function of the host. A value is lowered at once, a promise when it is settled. Returns the state of the
 * subtask, with its handle if it has one.
 */
function callHost(instance, name, call, lower, lent) {
  const host = new HostCall();
  const value = call(host);
  if (typeof value?.then === 'function') return startSubtask(instance, name, host, value, lower, undefined, lent);
  lower(value, 0);
  endLending(lent);
  return 2;
}

/** The same for a function that reports an error by throwing. */
function callFallibleHost(instance, name, call, lower, lent) {
  const host = new HostCall();
  let value;
  let failed = 0;
  try {
    value = call(host);
  } catch (error) {
    value = errorPayload(error);
    failed = 1;
  }
  if (failed === 0 && typeof value?.then === 'function') return startSubtask(instance, name, host, value, lower, errorPayload, lent);
  lower(value, failed);
  endLending(lent);
  return 2;
}

function startSubtask(instance, name, host, promise, lower, payloadOf, lent) {
  const { state } = instance;
  const subtask = new Subtask(host, lower, payloadOf, lent);
  const handle = addEntry(instance.handles, subtask);
  // A thenable that is not a promise must not call back while anything runs.
  const native = promise instanceof Promise ? promise : Promise.resolve(promise);
  native.then(
    (value) => stepOfHost(state, name, resolveSubtask, subtask, 0, value),
    (error) => stepOfHost(state, name, resolveSubtask, subtask, 1, error),
  );
  return 1 | (handle << 4);
}

function resolveSubtask(subtask, failed, value) {
  subtask.resolve(failed, value);
}

function subtaskCancel(instance, async) {
  return (handle) => {
    leave(instance, 'subtask.cancel');
    if (!async) refuseToWait(instance.state);
    const subtask = getEntry(instance.handles, handle, Subtask, 'a subtask');
    if (!async) refuseInSet(subtask);
    if (subtask.delivered) trap('`subtask.cancel` called after terminal status delivered');
    if (subtask.state === 1) {
      subtask.state = 4;
      HostCall.abort(subtask.host);
    }
    return subtask.deliver();
  };
}

function subtaskDrop(instance) {
  return (handle) => {
    leave(instance, 'subtask.drop');
    const subtask = getEntry(instance.handles, handle, Subtask, 'a subtask');
    if (!subtask.delivered) trap('cannot drop a subtask which has not yet resolved');
    subtask.join(null);
    instance.handles.remove(handle);
  };
}
