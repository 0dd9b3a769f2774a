// Waitables and sets of them.

/** What a task can wait for: a subtask, or an end of a stream or a future. `kinds` is the union of `kind` of its classes. */
class Waitable extends Listed {
  static kind = 1;
  handle = 0;
  set = null;
  /** The code of the event to deliver, or 0. */
  event = 0;

  /** Has an event now, and wakes the tasks that wait for it. */
  fire(code) {
    this.event = code;
    if (this.set === null) return;
    if (this.list === null) this.set.ready.push(this);
    this.set.wake();
  }

  /** Takes the event away. */
  clear() {
    this.event = 0;
    this.set?.ready.remove(this);
  }

  join(set) {
    if (this.set !== null) {
      this.set.elements--;
      this.set.ready.remove(this);
    }
    this.set = set;
    if (set === null) return;
    set.elements++;
    if (this.event !== 0) {
      set.ready.push(this);
      set.wake();
    }
  }
}

class WaitableSet {
  static kind = 2;
  elements = 0;
  /** Waitables with an event. */
  ready = new List();
  /** Tasks that the next event wakes, and how many wait for one. */
  waiters = new List();
  waiting = 0;
  /** Whether the set was made for one waitable, for which a task waits directly. */
  alone = false;

  constructor(state) {
    this.state = state;
  }

  get kinds() {
    return 2;
  }

  wake() {
    const task = this.waiters.shift();
    if (task === null) return;
    this.state.ready.push(task);
    wake(this.state);
  }
}

/** Adds an entry that is not a resource to the handles of an instance. */
function addEntry(handles, entry) {
  const handle = handles.free.pop() ?? handles.entries.length;
  if (handle >= 2 ** 28) trap('cannot allocate another handle: index overflow');
  handles.entries[handle] = entry;
  entry.handle = handle;
  return handle;
}

function getEntry(handles, handle, Class, expected) {
  const entry = handles.entries[handle >>> 0];
  if (entry === undefined) trap(`unknown handle index ${handle >>> 0}`);
  // `instanceof` with a class that is not constant takes a tenth of a microsecond.
  if ((entry.kinds & Class.kind) === 0) trap(`handle ${handle >>> 0} is not ${expected}`);
  return entry;
}

/** Traps if a waitable is in a set: a task cannot wait for it alone. */
function refuseInSet(waitable) {
  if (waitable.set !== null) trap('waitable cannot be used synchronously while added to a waitable set');
}

function waitableSetNew(instance) {
  return () => {
    leave(instance, 'waitable-set.new');
    return addEntry(instance.handles, new WaitableSet(instance.state));
  };
}

const noEvent = { event: 0, handle: 0, payload: 0 };

function deliverEvent(waitable) {
  if (waitable === null) return noEvent;
  const { event, handle } = waitable;
  return { event, handle, payload: waitable.deliver() };
}

function storeEvent(memory, pointer, { event, handle, payload }, where) {
  pointer = checkRange(memory, pointer, 8, 4, where);
  memory.view.setUint32(pointer, handle, true);
  memory.view.setUint32(pointer + 4, payload, true);
  return event;
}

function waitableSetPoll(instance, memory) {
  return (handle, pointer) => {
    leave(instance, 'waitable-set.poll');
    const set = getEntry(instance.handles, handle, WaitableSet, 'a waitable set');
    return storeEvent(memory, pointer, deliverEvent(set.ready.shift()), 'waitable-set.poll');
  };
}

function waitableSetDrop(instance) {
  return (handle) => {
    leave(instance, 'waitable-set.drop');
    const set = getEntry(instance.handles, handle, WaitableSet, 'a waitable set');
    if (set.elements > 0 || set.waiting > 0) trap('cannot drop waitable set with waiters');
    instance.handles.remove(handle);
  };
}

function waitableJoin(instance) {
  return (handle, into) => {
    leave(instance, 'waitable.join');
    const waitable = getEntry(instance.handles, handle, Waitable, 'a waitable');
    if (into !== 0 && waitable.set?.alone === true) refuseInSet(waitable);
    waitable.join(into === 0 ? null : getEntry(instance.handles, into, WaitableSet, 'a waitable set'));
  };
}
