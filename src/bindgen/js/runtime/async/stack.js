// Tasks on stacks of their own, which can be suspended in the middle of their core code (JSPI).

/** The function that core code calls to be suspended until its task is resumed. */
function stackSuspension(state, name) {
  if (WebAssembly.Suspending === undefined) throw new TypeError(`\`${name}\` may suspend the component, but` + ' this engine lacks JSPI (WebAssembly.Suspending)');
  return new WebAssembly.Suspending(() => suspendTask(state));
}

/** The same where core code may never have to wait: an engine without JSPI traps only if it has to. */
function rareSuspension(state, name) {
  if (WebAssembly.Suspending !== undefined) return stackSuspension(state, name);
  return () => trap(`\`${name}\` has to wait, but` + ' this engine lacks JSPI (WebAssembly.Suspending)');
}

/** Lets other tasks run until this one is resumed. A task without a callback, or in the middle of it, keeps others out of its instance. */
function suspendTask(state) {
  const { task } = state;
  for (let keeper = task; keeper?.lifted !== undefined; keeper = keeper.inner ? keeper.caller : undefined) {
    if (!keeper.lifted.stackful) keeper.lifted.instance.exclusive = keeper;
    if (keeper.outcome !== undefined) keeper.settle(state);
  }
  leaveStack(state);
  return new Promise((resolve) => {
    task.wake = resolve;
  });
}

/** The stack is suspended or has ended; unless other core code called it, nothing runs now. */
function leaveStack(state) {
  state.left = true;
  if (state.nested) return;
  state.running = null;
  letOthersGoOn(state);
}

function letOthersGoOn(state) {
  state.watch();
  if (!state.driven && !(state.ready.isEmpty && state.yielded.isEmpty)) later(state);
}

/** Thrown where a stack has failed; the engine reports the error a bit later, and until then nothing goes on. */
const stackFailed = new WebAssembly.RuntimeError('a call between components trapped');

/** Runs a core function on a stack of its own. It returns nothing; `stackDone` is called when the core function has returned. */
function onStack(state, run) {
  // Without JSPI nothing is suspended, see `rareSuspension`.
  if (WebAssembly.promising === undefined) return run;
  const start = WebAssembly.promising(run);
  return (...values) => {
    const { left, task } = state;
    state.left = false;
    start(...values).catch((error) => endStore(state, task.thrown(error)));
    if (!state.left) {
      state.error = stackFailed;
      throw stackFailed;
    }
    state.left = left;
  };
}

/** Called when the core function of a task has returned. */
function stackDone(state, result) {
  const { task } = state;
  (task.after ?? advance)(state, task, result);
  if (task.outcome !== undefined) task.settle(state);
  leaveExclusively(state, task);
  leaveStack(state);
}

/** Lets tasks enter that the task kept out of its instance. */
function leaveExclusively(state, task) {
  const { instance } = task.lifted;
  if (instance.exclusive !== task) return;
  instance.exclusive = null;
  for (const waiting of instance.entering.splice(0)) state.ready.push(waiting);
}

/** Whether core code can wait: only in a call of an async function. */
function canWait(state) {
  return state.task.lifted !== undefined && state.suspendable;
}

function refuseToWait(state) {
  if (!canWait(state)) trap('cannot block a synchronous task before returning');
}

/** For a value that is there at once: `take` returns core values for it. */
function atOnce(state, take, value) {
  const { task } = state;
  state.atOnce = true;
  task.take = take;
  task.value = value;
  return 1;
}

/** Resumes a task whose stack is suspended; the engine runs it later. */
function resumeStack(state, task) {
  task.waits = '';
  state.resuming = task;
  task.wake();
}

/** The core values for which the task waited. */
function takeFromTask(state) {
  if (state.atOnce) {
    state.atOnce = false;
  } else {
    const task = state.resuming;
    state.resuming = null;
    if (state.trapped !== undefined) throw state.trapped;
    state.task = task;
    state.running = task.lifted.name;
  }
  const { task } = state;
  const { take, value } = task;
  task.take = task.value = undefined;
  return take(value, 0);
}

/** Resumes a task with the event that it waited for, unless another task took that. */
function resumeFromSet(state, task) {
  const { set } = task;
  const waitable = set.ready.shift();
  if (waitable === null) {
    set.waiters.push(task);
    return;
  }
  set.waiting--;
  task.set = null;
  task.delivered = deliverEvent(waitable);
  resumeStack(state, task);
}

/** Suspends the stack; `take` returns the core values with which it is resumed. */
function waitOnStack(state, goOn, take) {
  const { task } = state;
  task.waits = 'stack';
  task.goOn = goOn;
  task.take = take;
  return 0;
}

/** Waits for an event of a set. */
function waitInSet(state, set, take) {
  const { task } = state;
  task.set = set;
  set.waiting++;
  set.waiters.push(task);
  return waitOnStack(state, resumeFromSet, take);
}

/** Waits for one waitable, which has a set of its own while it does. */
function waitAlone(state, waitable, take) {
  refuseInSet(waitable);
  const set = new WaitableSet(state);
  set.alone = true;
  waitable.join(set);
  return waitInSet(state, set, () => {
    waitable.join(null);
    return take();
  });
}

function waitableSetWait(instance, memory) {
  const { state } = instance;
  return (handle, pointer) => {
    leave(instance, 'waitable-set.wait');
    refuseToWait(state);
    const set = getEntry(instance.handles, handle, WaitableSet, 'a waitable set');
    const { task } = state;
    const take = () => storeEvent(memory, pointer, task.delivered, 'waitable-set.wait');
    const waitable = set.ready.shift();
    if (waitable === null) return waitInSet(state, set, take);
    task.delivered = deliverEvent(waitable);
    return atOnce(state, take);
  };
}

function threadYield(instance) {
  const { state } = instance;
  return () => {
    leave(instance, 'thread.yield');
    if (!canWait(state)) return atOnce(state, () => 0);
    state.yielded.push(state.task);
    return waitOnStack(state, resumeStack, () => 0);
  };
}

/** A read or a write that waits for the other end. */
function copyAndWait(instance, type, Class, element, where) {
  const copy = copyElements(instance, type, Class, element, where);
  const { state } = instance;
  return (handle, pointer, length) => {
    leave(instance, where);
    refuseToWait(state);
    const result = copy(handle, pointer, length);
    if (result !== copyBlocked) return atOnce(state, () => result);
    const { task } = state;
    return waitAlone(state, getEnd(instance, handle, Class, type), () => task.delivered.payload);
  };
}

/** Calls an async function of the host, and waits for its promise; `payloadOf` as for `Subtask`. */
function waitForHost(instance, name, call, lower, payloadOf) {
  const { state } = instance;
  refuseToWait(state);
  let value;
  try {
    value = call(new HostCall());
  } catch (error) {
    return atOnce(state, lowerError(lower, payloadOf), error);
  }
  if (typeof value?.then !== 'function') return atOnce(state, lower, value);
  const { task } = state;
  state.outside++;
  const native = value instanceof Promise ? value : Promise.resolve(value);
  native.then(
    (value) => hostHasReturned(state, task, lower, value),
    (error) => hostHasReturned(state, task, lowerError(lower, payloadOf), error),
  );
  return waitOnStack(state, resumeStack, undefined);
}

function lowerError(lower, payloadOf) {
  return (error) => {
    if (payloadOf === undefined) throw error ?? new Error(`the host threw ${error}`);
    return lower(payloadOf(error), 1);
  };
}

function hostHasReturned(state, task, take, value) {
  state.outside--;
  if (state.trapped !== undefined) return;
  task.take = take;
  task.value = value;
  state.ready.push(task);
  if (state.running === null) runReady(state, false);
}
