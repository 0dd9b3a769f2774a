// Calls between component instances where one side is async. The caller's stack stays where it is while the callee runs.

/** A subtask whose callee is another component instance: 0 while it waits to enter, 3 if it was cancelled before that. */
class GuestSubtask extends Subtask {
  state = 0;
  value = undefined;
  cancelled = false;

  constructor(task) {
    super();
    this.task = task;
  }

  /** The callee has returned, or ended because it was asked to. */
  end(state) {
    this.state = state;
    this.fire(1);
  }

  cancel(state) {
    if (this.cancelled) trap('`subtask.cancel` called twice');
    this.cancelled = true;
    cancelGuest(state, this.task);
  }

  deliver() {
    return this.state < 2 ? this.begun() : super.deliver();
  }

  begun() {
    this.clear();
    return this.state;
  }
}

/** A task that another component instance called. */
class GuestTask extends Task {
  constructor(called, caller, values) {
    super(called, startGuest);
    this.caller = caller;
    this.values = values;
    this.subtask = new GuestSubtask(this);
  }

  cancel() {
    this.resolved = true;
    this.subtask.end(4);
  }

  thrown(error) {
    return asTrap(this.lifted.name, error);
  }
}

/** Lowers the arguments, and calls the core function. */
function startGuest(task) {
  const { lifted: called, subtask } = task;
  const lowered = called.start(...task.values);
  subtask.state = 1;
  subtask.lent = task.scope?.lent;
  // A caller that has no handle yet learns it from the call.
  if (subtask.handle !== 0) subtask.fire(1);
  task.after = called.after;
  const code = Array.isArray(lowered) ? called.core(...lowered) : called.core(lowered);
  if (called.onStack) return undefined;
  if (called.after === undefined) return called.stackful ? 0 : code;
  called.after(called.instance.state, task, code);
  return 0;
}

/** Calls from within other core code, and comes back when the callee waits or has ended. */
function runNested(state, task, run) {
  const { task: caller, nested, mayBlock } = state;
  const before = mayBlock?.value;
  if (before === 0) mayBlock.value = 1;
  state.nested = true;
  state.task = task;
  task.waits = '';
  try {
    const code = run(task);
    if (code !== undefined) advance(state, task, code);
  } catch (error) {
    throw task.thrown(error);
  }
  state.nested = nested;
  state.task = caller;
  if (before === 0) mayBlock.value = 0;
}

/** Begins a task in another component instance, or lets it wait until it may enter. */
function callGuest(state, called, values) {
  leave(called.caller, called.name);
  const task = new GuestTask(called, state.task, values);
  const { entering } = called.instance;
  if (entering.length > 0 || isKeptOut(task)) entering.push(task);
  else runNested(state, task, task.start);
  return task.subtask;
}

/** An import that is lowered async. */
function callSubtask(state, called) {
  return (...values) => {
    const subtask = callGuest(state, called, values);
    if (subtask.state === 2) return subtask.deliver();
    return subtask.state | (addEntry(called.caller.handles, subtask) << 4);
  };
}

/** An import that is not lowered async: it waits until the callee has returned. */
function callAndWait(state, called) {
  return (...values) => {
    refuseToWait(state);
    const subtask = callGuest(state, called, values);
    const take = () => subtask.value;
    if (subtask.state < 2) return waitAlone(state, subtask, take);
    subtask.deliver();
    return atOnce(state, take);
  };
}

/** Lowers the result for the caller, in the caller's context. */
function returnToGuest(state, task, values) {
  const { lifted: called, subtask } = task;
  task.resolved = true;
  if (called.area) values.push(task.values.at(-1));
  state.task = task.caller;
  try {
    subtask.value = called.finish(...values);
  } catch (error) {
    throw task.thrown(error);
  }
  state.task = task;
  subtask.end(2);
}

/** A core function that is lifted without async has returned. */
function returnFromSync(state, task, result) {
  const { lifted: called } = task;
  const { instance } = called;
  if (state.trapped !== undefined) throw state.trapped;
  returnToGuest(state, task, result === undefined ? [] : [result]);
  if (task.scope !== undefined) endScope(task.scope, called.name);
  if (called.postReturn === undefined) return;
  instance.mayLeave = false;
  called.postReturn(result);
  instance.mayLeave = true;
}

/** A task of another component instance is to end early: at once if it waits for an event or to enter. */
function cancelGuest(state, task) {
  const { subtask, lifted, set } = task;
  if (subtask.state === 0) {
    const { entering } = lifted.instance;
    const position = entering.indexOf(task);
    if (position >= 0) entering.splice(position, 1);
    task.waits = '';
    task.resolved = true;
    subtask.state = 3;
    return;
  }
  task.cancelled = 'asked';
  if (task.waits !== 'event' || !set.waiters.remove(task)) return;
  if (isKeptOut(task)) {
    state.ready.push(task);
    wake(state);
    return;
  }
  set.waiting--;
  task.set = null;
  task.cancelled = 'told';
  runNested(state, task, () => lifted.callback(6, 0, 0));
}

/** `subtask.cancel` where a subtask may take its time to end. */
function cancelAndWait(instance) {
  const { state } = instance;
  return (handle) => {
    const subtask = cancelSubtask(instance, handle, false);
    const { task } = state;
    if (subtask.state < 2) return waitAlone(state, subtask, () => task.delivered.payload);
    return atOnce(state, () => subtask.deliver());
  };
}

/** A function of another component instance, called on the stack of its caller. */
class InnerTask extends Listed {
  /** Whether the stack is that of the caller. */
  inner = true;
  context0 = 0;
  context1 = 0;
  scope = undefined;

  constructor(caller, lifted) {
    super();
    this.caller = caller;
    this.lifted = lifted;
  }
}

/** Neither side is async: the callee is called right after this. */
function enterInnerCall(state, instances) {
  return (caller, async, callee) => {
    if (async === 1) refuseToWait(state);
    const lifted = async === 1 ? { name: state.running, instance: instances[callee] } : undefined;
    state.task = new InnerTask(state.task, lifted);
  };
}

function exitInnerCall(state) {
  return () => {
    const { task } = state;
    if (task.scope !== undefined) {
      endScope(task.scope, 'call between components');
      endLending(task.scope.lent);
    }
    if (task.lifted !== undefined) leaveExclusively(state, task);
    state.task = task.caller;
  };
}

/** Lends handles to another component instance for the task that begins; the instance that defines a resource type sees the representation itself. */
function lendInTask(tables, state) {
  return (handle, from, to) => {
    const { task } = state;
    task.scope ??= { borrows: 0, lent: [] };
    const entry = tables[from].handles.get(handle, tables[from].resource, 'call between components');
    lend(entry, task.scope);
    if (tables[to].defines) return entry.rep;
    return tables[to].handles.add(tables[to].resource, entry.rep, task.scope);
  };
}

/** Moves readable ends between component instances; `tables` says which instance and type a number means. */
function transferEnd(tables) {
  return (handle, from, to) => {
    const { type, instance } = tables[from];
    const shared = takeEnd(instance, handle, type, 'call between components');
    return giveEnd(tables[to].instance, tables[to].type, shared);
  };
}

/** A component instance that shares with core code whether it may be left now. */
class SharingInstance extends ComponentInstance {
  flags = new WebAssembly.Global({ value: 'i32', mutable: true }, 1);

  constructor(state) {
    super(state);
    const { flags } = this;
    const get = () => flags.value !== 0;
    const set = (value) => {
      flags.value = value ? 1 : 0;
    };
    Object.defineProperty(this, 'mayLeave', { get, set });
  }
}

/** The same as `onStack`, for a core function that is not there yet. */
function onStackLater(state, find) {
  let run;
  return (...values) => {
    run ??= onStack(state, find());
    return run(...values);
  };
}
