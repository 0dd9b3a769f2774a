// Tasks: calls of async functions that the component exports.

/** The state of a component instance, except its memory. */
class ComponentInstance {
  mayLeave = true;
  handles = new Handles();
  /** Backpressure, and the tasks that wait to enter. */
  backpressure = 0;
  entering = [];
  /** The task whose suspended stack keeps all others out. */
  exclusive = null;

  constructor(state) {
    this.state = state;
  }
}

/** A call of an async function by the host, which may cancel it. */
class Task extends Listed {
  context0 = 0;
  context1 = 0;
  /** What it waits for: `enter`, `yield`, an event of its waitable set, `stack` (to be resumed in its core code), or nothing. */
  waits = 'enter';
  set = null;
  /** Whether it was asked to end early, and whether it knows that. */
  cancelled = '';
  /** Whether it has returned or was cancelled, and what settles its promise once the core code has returned too. */
  resolved = false;
  outcome = undefined;
  /** The borrow scope of its arguments. */
  scope = undefined;
  signal = undefined;
  /** Called by `stackDone` in place of `advance`. */
  after = undefined;

  constructor(lifted, start, resolve, reject) {
    super();
    this.lifted = lifted;
    this.start = start;
    this.resolve = resolve;
    this.reject = reject;
  }

  return(value) {
    this.resolved = true;
    this.outcome = () => this.resolve(value);
  }

  fail(error) {
    this.resolved = true;
    this.outcome = () => this.reject(error);
  }

  cancel() {
    this.fail(this.signal.reason);
  }

  /** The error that ends the component if the core code throws this. */
  thrown(error) {
    return error;
  }

  /** Settles the promise. */
  settle(state) {
    state.live.delete(this);
    this.signal?.removeEventListener('abort', this.abort);
    this.outcome();
    this.outcome = undefined;
  }
}

/** Returns with a WIT `result`. */
function returnResult(task, failed, value) {
  if (failed) task.fail(new ComponentError(value));
  else task.return(value);
}

/** Calls an async function; `start` lowers the arguments and calls the core function. */
function callAsync(state, lifted, options, start) {
  return new Promise((resolve, reject) => {
    if (state.trapped !== undefined) enter(state, lifted.name);
    const task = new Task(lifted, start, resolve, reject);
    const signal = options?.signal;
    if (signal !== undefined) followSignal(state, task, signal);
    state.live.add(task);
    const { entering } = lifted.instance;
    if (state.running !== null || state.resuming !== null) {
      state.ready.push(task);
      wake(state);
    } else if (entering.length > 0 || isKeptOut(task)) {
      entering.push(task);
      state.watch();
    } else {
      state.driven = true;
      beginTask(state, task);
      runReady(state, false);
    }
  });
}

/** Whether the task cannot enter or re-enter its instance now. */
function isKeptOut({ lifted, waits }) {
  const { backpressure, exclusive } = lifted.instance;
  return (waits === 'enter' && backpressure > 0) || (exclusive !== null && !lifted.stackful);
}

/** Cancels the task when the signal is aborted. */
function followSignal(state, task, signal) {
  signal.throwIfAborted();
  task.signal = signal;
  task.abort = () => cancelTask(state, task);
  signal.addEventListener('abort', task.abort);
}

function cancelTask(state, task) {
  if (task.waits === 'enter') {
    const { entering } = task.lifted.instance;
    const position = entering.indexOf(task);
    if (position >= 0) entering.splice(position, 1);
    task.waits = '';
    task.cancel();
    task.settle(state);
    return;
  }
  task.cancelled = 'asked';
  if (task.waits !== 'event') return;
  if (!task.set.waiters.remove(task)) return;
  state.ready.push(task);
  wake(state);
}

function beginTask(state, task) {
  state.running = task.lifted.name;
  state.task = task;
  task.waits = '';
  try {
    const { start } = task;
    task.start = undefined;
    const code = start(task);
    // A function on a stack of its own calls `stackDone` itself.
    if (code === undefined) return;
    advance(state, task, code);
    if (task.outcome !== undefined) task.settle(state);
    state.running = null;
  } catch (error) {
    if (state.running !== null) {
      endStore(state, error);
      return;
    }
    // An argument was refused, and the component has not been called.
    task.fail(error);
    task.settle(state);
  }
}

/** Does what the core function or its callback asks for with the value that it returned. */
function advance(state, task, code) {
  // Core code may have caught what ended the component.
  if (state.trapped !== undefined) throw state.trapped;
  switch (code & 15) {
    case 0:
      if (!task.resolved) trap('async-lifted export failed to produce a result');
      return;
    case 1:
      task.waits = 'yield';
      state.yielded.push(task);
      return;
    case 2: {
      const set = getEntry(task.lifted.instance.handles, code >>> 4, WaitableSet, 'a waitable set');
      task.waits = 'event';
      task.set = set;
      set.waiting++;
      if (task.cancelled === 'asked' || !set.ready.isEmpty) state.ready.push(task);
      else set.waiters.push(task);
      return;
    }
    default:
      trap('unsupported callback code');
  }
}

/** Resumes a task that waits. */
function resume(state, task) {
  if (task.waits === 'stack') {
    task.goOn(state, task);
    return;
  }
  if (isKeptOut(task)) {
    task.lifted.instance.entering.push(task);
    return;
  }
  switch (task.waits) {
    case 'enter':
      beginTask(state, task);
      return;
    case 'yield':
      callBack(state, task, ...(tellCancelled(task) ? [6, 0, 0] : [0, 0, 0]));
      return;
    case 'event': {
      const { set } = task;
      const cancelled = tellCancelled(task);
      const waitable = cancelled ? null : set.ready.shift();
      if (waitable === null && !cancelled) {
        // Another task took the event.
        set.waiters.push(task);
        return;
      }
      set.waiting--;
      task.set = null;
      if (cancelled) callBack(state, task, 6, 0, 0);
      else callBack(state, task, waitable.event, waitable.handle, waitable.deliver());
    }
  }
}

/** Whether the task learns now that it is to end early. */
function tellCancelled(task) {
  if (task.cancelled !== 'asked') return false;
  task.cancelled = 'told';
  return true;
}

function callBack(state, task, event, index, payload) {
  state.running = task.lifted.name;
  state.task = task;
  task.waits = '';
  try {
    const code = task.lifted.callback(event, index, payload);
    if (code === undefined) return;
    advance(state, task, code);
    if (task.outcome !== undefined) task.settle(state);
    state.running = null;
  } catch (error) {
    endStore(state, task.thrown(error));
  }
}

/** The task that returns now; traps if it was lifted with another result type, or with another memory if one is used. */
function returning(instance, returns, memory) {
  leave(instance, 'task.return');
  const { task } = instance.state;
  if (task.resolved) trap('`task.return` or `task.cancel` called more than once for current task');
  const { lifted } = task;
  if (lifted?.returns !== returns || (memory !== undefined && lifted.memory !== memory)) {
    trap('invalid `task.return` signature and/or options for current task');
  }
  if (task.scope !== undefined) endScope(task.scope, lifted.name);
  return task;
}

function taskCancel(instance) {
  return () => {
    leave(instance, 'task.cancel');
    const { state } = instance;
    const { task } = state;
    if (task.lifted?.callback === undefined || task.cancelled !== 'told') trap('`task.cancel` called by task which has not been cancelled');
    if (task.resolved) trap('`task.return` or `task.cancel` called more than once for current task');
    if (task.scope !== undefined) endScope(task.scope, task.lifted.name);
    task.cancel();
  };
}

function backpressureInc(instance) {
  return () => {
    if (++instance.backpressure === 65536) trap('backpressure counter overflow');
  };
}

function backpressureDec(instance) {
  return () => {
    if (--instance.backpressure < 0) trap('backpressure counter overflow');
    if (instance.backpressure > 0 || instance.entering.length === 0) return;
    for (const task of instance.entering.splice(0)) instance.state.ready.push(task);
    wake(instance.state);
  };
}

function contextGet(state, slot) {
  return slot === 0 ? () => state.task.context0 : () => state.task.context1;
}

function contextSet(state, slot) {
  return slot === 0
    ? (value) => {
        state.task.context0 = value;
      }
    : (value) => {
        state.task.context1 = value;
      };
}

/** Core code calls realloc in a context of its own: all slots are 0, and what it stores is lost. */
function inOwnContext(state, realloc) {
  return (oldPointer, oldSize, align, size) => {
    const { task } = state;
    state.task = { context0: 0, context1: 0, lifted: undefined };
    const pointer = realloc(oldPointer, oldSize, align, size);
    state.task = task;
    return pointer;
  };
}
