// Deadlocks: nothing in the component can go on, and the host has begun nothing that could wake it. Lines of the runtime that
// mention `outside` or `watch` are written only where deadlocks are detected.

/** A store that notices when nothing can wake its tasks. */
class WatchedStore extends Store {
  /** How many promises of the host are not settled, and how many ends of streams and futures the host holds. */
  outside = 0;
  watched = false;

  /** Looks for a deadlock once the code that runs has had its turn: it may call the component again. */
  watch() {
    if (this.watched) return;
    this.watched = true;
    afterOthers(() => {
      this.watched = false;
      findDeadlock(this);
    });
  }
}

/** Ends the component if its tasks wait for each other, or for what nobody does. */
function findDeadlock(state) {
  const { live, ready, yielded, outside, running, resuming, scheduled } = state;
  if (outside > 0 || live.size === 0 || state.trapped !== undefined) return;
  if (running !== null || resuming !== null || scheduled || !ready.isEmpty || !yielded.isEmpty) return;
  const tasks = [...live];
  // The host may still abort a call.
  if (tasks.some(({ signal }) => signal !== undefined && !signal.aborted)) return;
  const waits = tasks.map((task) => `\`${task.lifted.name}\` waits ${whatFor(task)}`);
  state.running = tasks[0].lifted.name;
  endStore(state, new WebAssembly.RuntimeError(`deadlock detected: event loop cannot make further progress: ${waits.join(', ')}`));
}

/** What a task waits for. */
function whatFor({ waits, set }) {
  if (waits === 'enter') return 'to enter its instance';
  if (set === null) return 'in the middle of its code';
  if (set.alone) return 'for a call, a read or a write';
  return set.elements === 0 ? 'for a waitable set that is empty' : 'for an event of a waitable set';
}
