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
  static kind = 4;
  /** 1 while the host works, 2 if it returned, 4 if it was cancelled before that. */
  state = 1;
  delivered = false;

  /** `imported` is the same for all calls of the function; the result is stored at `target`. */
  constructor(imported, host, target, lent) {
    super();
    this.imported = imported;
    this.host = host;
    this.target = target;
    this.lent = lent;
  }

  cancel() {
    this.state = 4;
    this.imported.instance.state.outside--;
    HostCall.abort(this.host);
  }

  get kinds() {
    return 5;
  }

  /** Ends the call for the component, and returns how it ended. */
  deliver() {
    this.clear();
    this.delivered = true;
    endLending(this.lent);
    return this.state;
  }
}

function endLending(lent) {
  if (lent !== undefined) for (const entry of lent) entry.lends--;
}

/** Lowers a value of the host at once, and a promise when it is settled. Returns the subtask's state, with its handle if it has one. */
function returnFromHost(imported, host, value, target, lent) {
  if (typeof value?.then === 'function') return startSubtask(imported, host, value, target, lent);
  return endHostCall(imported, value, 0, target, lent);
}

/** The same for an error that becomes the `err` of a WIT `result`. */
function throwFromHost(imported, error, target, lent) {
  return endHostCall(imported, imported.payloadOf(error), 1, target, lent);
}

function endHostCall({ lower }, value, failed, target, lent) {
  lower?.(target, value, failed);
  endLending(lent);
  return 2;
}

function startSubtask(imported, host, promise, target, lent) {
  const subtask = new Subtask(imported, host, target, lent);
  const handle = addEntry(imported.instance.handles, subtask);
  imported.instance.state.outside++;
  // A thenable that is not a promise must not call back while anything runs.
  const native = promise instanceof Promise ? promise : Promise.resolve(promise);
  native.then(
    (value) => settleSubtask(subtask, value, 0),
    (error) => settleSubtask(subtask, error, 1),
  );
  return 1 | (handle << 4);
}

function settleSubtask(subtask, value, failed) {
  const { instance, name } = subtask.imported;
  if (subtask.state === 1) instance.state.outside--;
  stepOfHost(instance.state, name, resolveSubtask, subtask, value, failed);
}

function resolveSubtask(subtask, value, failed) {
  if (subtask.state !== 1) return;
  const { lower, payloadOf } = subtask.imported;
  if (failed === 1 && payloadOf === undefined) throw value;
  lower?.(subtask.target, failed === 1 ? payloadOf(value) : value, failed);
  subtask.state = 2;
  subtask.fire(1);
}

/** Asks a subtask to end. */
function cancelSubtask(instance, handle, async) {
  leave(instance, 'subtask.cancel');
  if (!async) refuseToWait(instance.state);
  const subtask = getEntry(instance.handles, handle, Subtask, 'a subtask');
  if (!async) refuseInSet(subtask);
  if (subtask.delivered) trap('`subtask.cancel` called after terminal status delivered');
  if (subtask.state < 2) subtask.cancel(instance.state);
  return subtask;
}

/** `subtask.cancel` where it need not wait: a subtask of the host ends at once. */
function subtaskCancel(instance, async) {
  return (handle) => {
    const subtask = cancelSubtask(instance, handle, async);
    return subtask.state < 2 ? copyBlocked : subtask.deliver();
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
