// The store: what runs in a component, and what can go on.

/** First in, first out. An item is in one list at a time, and knows its neighbours, so a list needs no memory for it. */
class List {
  first = null;
  last = null;

  get isEmpty() {
    return this.first === null;
  }

  push(item) {
    const { last } = this;
    item.list = this;
    item.previous = last;
    item.next = null;
    this.last = item;
    if (last === null) this.first = item;
    else last.next = item;
  }

  shift() {
    const { first } = this;
    if (first !== null) this.remove(first);
    return first;
  }

  /** Returns whether the item was in this list. */
  remove(item) {
    if (item.list !== this) return false;
    const { previous, next } = item;
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next === null) this.last = previous;
    else next.previous = previous;
    item.list = item.previous = item.next = null;
    return true;
  }
}

/** What can be in a list. */
class Listed {
  list = null;
  previous = null;
  next = null;
}

/** How many steps tasks take before timers, input and output are served. */
const stepsInARow = 1000;

/** What runs in a component, the error that ended it, and the tasks that are ready. */
class Store {
  running = 'instantiate';
  error = undefined;
  /** The task of core code outside calls of async functions. */
  own = { context0: 0, context1: 0, lifted: undefined };
  /** The task whose core code runs. */
  task = this.own;
  /** Tasks that are ready, and those that have yielded. */
  ready = new List();
  yielded = new List();
  /** A registry of the host's objects for ends of streams and futures. */
  ends = undefined;
  /** Tasks, and reads by the host: they are rejected if the component traps. */
  live = new Set();
  /** Steps of the host that wait until the component is instantiated. */
  early = [];
  steps = 0;
  /** Whether core code can be suspended now, whether it need not be, and the task whose suspended stack is resumed next. */
  suspendable = true;
  atOnce = false;
  resuming = null;
  /** Whether core code called the stack that runs, and whether that stack is suspended or has ended. */
  nested = false;
  left = false;
  /** The global that says whether core code may wait, if core code reads one. */
  mayBlock = undefined;
  /** Whether ready tasks run after what runs now, and whether a later turn will run them. */
  driven = false;
  scheduled = false;

  goOn = () => {
    this.scheduled = false;
    runReady(this, true);
  };

  get trapped() {
    return this.error;
  }

  set trapped(error) {
    this.error = error;
    for (const waiting of this.live) waiting.reject(error);
    this.live.clear();
    // No task runs any more.
    this.ready = new List();
    this.yielded = new List();
  }
}

/** Runs core code that belongs to no task. */
function withoutTask(state) {
  state.own.context0 = state.own.context1 = 0;
  state.task = state.own;
}

/** Enters for a function that is not async. */
function enterSync(state, name) {
  enter(state, name);
  withoutTask(state);
}

/** Records the error that ended the component; no call enters it again. */
function endStore(state, error) {
  if (error === stackFailed) return;
  if (state.error === stackFailed) state.error = undefined;
  state.trapped ??= error ?? new Error(`the host threw ${error}`);
}

/** The error for what core code threw: another component instance must not catch it. */
function asTrap(name, error) {
  return error instanceof WebAssembly.Exception ? new WebAssembly.RuntimeError(name + ': thrown Wasm exception', { cause: error }) : error;
}

/** Takes a step after everything that is queued already. */
function afterOthers(step) {
  if (typeof setImmediate === 'function') {
    setImmediate(step);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    step();
  };
  port2.postMessage(undefined);
}

const settled = Promise.resolve();

/** Runs ready tasks once no code of the component or the host is on the stack. */
function later(state) {
  if (state.scheduled) return;
  state.scheduled = true;
  if (state.steps < stepsInARow) {
    settled.then(state.goOn);
    return;
  }
  afterOthers(() => {
    state.steps = 0;
    state.goOn();
  });
}

/** Runs ready tasks, unless the component runs; one that yielded only if no other is ready. */
function runReady(state, alsoYielded) {
  state.driven = true;
  while (state.running === null && state.resuming === null && state.steps < stepsInARow) {
    const task = state.ready.shift() ?? (alsoYielded ? state.yielded.shift() : null);
    if (task === null) break;
    alsoYielded = false;
    state.steps++;
    resume(state, task);
  }
  state.driven = false;
  state.watch();
  if (state.running === null && state.resuming === null && !(state.ready.isEmpty && state.yielded.isEmpty)) later(state);
}

/** Sees to it that ready tasks run, but not inside the code that has an event for them. */
function wake(state) {
  if (!state.driven) later(state);
}

/** Takes a step for a promise of the host that is settled; it may call the component's realloc. */
function stepOfHost(state, name, step, subject, value, failed) {
  if (state.trapped !== undefined) return;
  if (state.running !== null) {
    state.early.push(() => stepOfHost(state, name, step, subject, value, failed));
    return;
  }
  state.running = name;
  state.driven = true;
  withoutTask(state);
  try {
    step(subject, value, failed);
    state.running = null;
  } catch (error) {
    endStore(state, error);
    return;
  }
  runReady(state, false);
}

/** Called when the component is instantiated. */
function started(state) {
  state.running = null;
  for (const step of state.early) step();
  later(state);
}
