// The store: what runs in a component, and what can go on.

/** First in, first out. */
class Queue {
  items = [];
  head = 0;

  push(item) {
    this.items.push(item);
  }

  /** Puts what was shifted last to the front again. */
  putBack(item) {
    if (this.head > 0) this.items[--this.head] = item;
    else this.items.unshift(item);
  }

  shift() {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head === this.items.length) this.items.length = this.head = 0;
    return item;
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
  /** Whether tasks go on when what runs now has ended, and whether they do so later. */
  driven = false;
  scheduled = false;

  get trapped() {
    return this.error;
  }

  set trapped(error) {
    this.error = error;
    for (const waiting of this.live) waiting.reject(error);
    this.live.clear();
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
  const tired = state.steps >= stepsInARow;
  const goOn = () => {
    state.scheduled = false;
    if (tired) state.steps = 0;
    runReady(state, true);
  };
  if (tired) afterOthers(goOn);
  else settled.then(goOn);
}

/** Lets tasks go on, unless the component runs; one that yielded only if nothing else can. */
function runReady(state, alsoYielded) {
  state.driven = true;
  while (state.running === null && state.steps < stepsInARow) {
    const task = state.ready.shift() ?? (alsoYielded ? state.yielded.shift() : undefined);
    if (task === undefined) break;
    alsoYielded = false;
    state.steps++;
    resume(state, task);
  }
  state.driven = false;
  if (state.ready.items.length > 0 || state.yielded.items.length > 0) later(state);
}

/** Lets tasks go on, but never within what has an event for them. */
function wake(state) {
  if (!state.driven) later(state);
}

/** Takes a step that may call the component's realloc, for a promise of the host that is settled. */
function stepOfHost(state, name, step) {
  if (state.trapped !== undefined) return;
  if (state.running !== null) {
    state.early.push(() => stepOfHost(state, name, step));
    return;
  }
  state.running = name;
  state.driven = true;
  withoutTask(state);
  try {
    step();
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
