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

  /** Puts what was shifted last to the front again. */
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

  /** Begins at the front again once it is empty, and gives room back that it does not need. */
  rewind() {
    if (this.head !== this.tail || this.head === 0) return;
    this.head = this.tail = 0;
    if (this.items.length > 1024) this.items = [];
  }
}

/** How many steps tasks take before timers, input and output have a turn. */
const stepsInARow = 1000;

/** What runs in a component, the error that ended it, and the tasks that can go on. */
class Store {
  running = 'instantiate';
  error = undefined;
  /** The task of core code that belongs to no call of an async function. */
  own = { context0: 0, context1: 0, lifted: undefined };
  /** The task whose core code runs. */
  task = this.own;
  /** Tasks that can go on, and those that let others go first. */
  ready = new Queue();
  yielded = new Queue();
  /** Watches the objects for ends of streams and futures that the host has. */
  ends = undefined;
  /** What has to be rejected if the component traps: tasks, and reads of the host. */
  live = new Set();
  /** Steps of the host that came before the component was instantiated. */
  early = [];
  steps = 0;
  /** Whether core code can be suspended where it is, whether it need not be, and the task whose suspended stack goes on next. */
  suspendable = true;
  atOnce = false;
  resuming = null;
  /** Whether tasks go on when what runs now has ended, and whether they do so later. */
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
    // Nothing goes on any longer.
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

/** Keeps what ended the component; no call enters it again. */
function endStore(state, error) {
  state.trapped ??= error ?? new Error(`the host threw ${error}`);
}

/** Calls back after everything that waits for a turn. */
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

/** Lets tasks go on once no code of the component or the host is on the stack. */
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

/** Lets tasks go on, unless the component runs; one that yielded only if nothing else can. */
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

/** Lets tasks go on, but never within what has an event for them. */
function wake(state) {
  if (!state.driven) later(state);
}

/** Takes a step that may call the component's realloc, for a promise of the host that is settled. */
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

/** The component is instantiated. */
function started(state) {
  state.running = null;
  for (const step of state.early) step();
  later(state);
}
