// The store: what runs in a component, and what can go on.

/** First in, first out. */
class Queue {
  items = [];
  head = 0;
  tail = 0;

  get isEmpty() {
    return this.head === this.tail;
  }

  push(item) {
    this.items[this.tail++] = item;
  }

  /** Puts the item that was shifted last back at the front. */
  putBack(item) {
    this.items[--this.head] = item;
  }

  shift() {
    const { head } = this;
    if (head === this.tail) return undefined;
    const item = this.items[head];
    this.items[head] = undefined;
    this.head++;
    return item;
  }

  /** Starts at index 0 again when the queue is empty, and frees room that it does not need. */
  rewind() {
    if (this.head !== this.tail || this.head === 0) return;
    this.head = this.tail = 0;
    if (this.items.length > 1024) this.items = [];
  }
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
  ready = new Queue();
  yielded = new Queue();
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
    this.ready = new Queue();
    this.yielded = new Queue();
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
  state.trapped ??= error ?? new Error(`the host threw ${error}`);
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
    const task = state.ready.shift() ?? (alsoYielded ? state.yielded.shift() : undefined);
    if (task === undefined) break;
    alsoYielded = false;
    state.steps++;
    resume(state, task);
  }
  state.driven = false;
  state.ready.rewind();
  state.yielded.rewind();
  if (state.running === null && state.resuming === null && !(state.ready.isEmpty && state.yielded.isEmpty)) later(state);
}

/** Sees to it that ready tasks run, but not inside the code that has an event for them. */
function wake(state) {
  if (!state.driven) later(state);
}

/** Takes a step for a promise of the host that is settled; it may call the component's realloc. */
function stepOfHost(state, name, step, ...values) {
  if (state.trapped !== undefined) return;
  if (state.running !== null) {
    state.early.push(() => stepOfHost(state, name, step, ...values));
    return;
  }
  state.running = name;
  state.driven = true;
  withoutTask(state);
  try {
    step(...values);
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
