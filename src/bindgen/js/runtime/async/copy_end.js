// Ends of streams and futures in the handles of the component.

/** A read or write ended because elements were copied. */
const copyCompleted = 0;

/** A read or write ended because the other end was dropped. */
const copyDropped = 1;

/** A read or write was cancelled. */
const copyCancelled = 2;

/** A read or write has not ended yet. */
const copyBlocked = -1;

/** An end of a stream or a future; `code` is the code of its events. */
class CopyEnd extends Waitable {
  /** `idle`, `starting`, `copying` or `done`. */
  state = 'idle';
  buffer = undefined;
  result = 0;

  constructor(instance, type, shared, code) {
    super();
    this.instance = instance;
    this.type = type;
    this.shared = shared;
    this.code = code;
  }

  /** Ends the read or write; more may be copied until the event is delivered. An idle end learns so that the other was dropped. */
  complete(result) {
    this.result = result;
    if (this.state === 'starting') this.event = this.code;
    else this.fire(this.code);
  }

  /** Delivers the event: returns its payload for the component. */
  deliver() {
    this.clear();
    this.shared.release(this);
    const { result, buffer } = this;
    this.buffer = undefined;
    if (this.type.kind === 'future') {
      this.state = result === copyCancelled ? 'idle' : 'done';
      return result;
    }
    this.state = result === copyDropped ? 'done' : 'idle';
    return result | (buffer === undefined ? 0 : buffer.progress << 4);
  }
}

/** The end that reads. */
class ReadableEnd extends CopyEnd {
  static kind = 8;

  get kinds() {
    return 9;
  }
}

/** The end that writes. */
class WritableEnd extends CopyEnd {
  static kind = 16;

  get kinds() {
    return 17;
  }
}

function getEnd(instance, handle, Class, type) {
  const side = Class === ReadableEnd ? 'readable' : 'writable';
  const end = getEntry(instance.handles, handle, Class, `the ${side} end of a ${type.kind}`);
  if (end.type.kind !== type.kind) trap(`handle is not a ${type.kind}`);
  if (end.type !== type) trap(`handle is a ${type.kind} of a different type`);
  return end;
}

/** Why nothing more can be read or written. */
function whyDone({ result, code }) {
  const [other, last] = code % 2 === 0 ? ['writable', 'read'] : ['readable', 'write'];
  return result === copyDropped ? `being notified that the ${other} end dropped` : `previous ${last} succeeded`;
}

/** `stream.new` and `future.new`. */
function endsNew(instance, type, Class) {
  const codes = type.kind === 'stream' ? [2, 3] : [4, 5];
  return () => {
    leave(instance, `${type.kind}.new`);
    const shared = new Class();
    shared.readable = new ReadableEnd(instance, type, shared, codes[0]);
    shared.writable = new WritableEnd(instance, type, shared, codes[1]);
    const readable = addEntry(instance.handles, shared.readable);
    const writable = addEntry(instance.handles, shared.writable);
    return BigInt(readable) | (BigInt(writable) << 32n);
  };
}

/** Reads into or writes from the component's memory; a future has one element. */
function copyElements(instance, type, Class, element, where) {
  return (handle, pointer, length = 1) => {
    leave(instance, where);
    const end = getEnd(instance, handle, Class, type);
    if (end.state === 'copying') trap('cannot have concurrent operations active on a future/stream');
    if (end.state === 'done') trap(`cannot ${Class === ReadableEnd ? 'read from' : 'write to'} ${type.kind} after ${whyDone(end)}`);
    end.buffer = new GuestBuffer(element, pointer, length, where);
    end.state = 'starting';
    if (Class === ReadableEnd) end.shared.read(end);
    else end.shared.write(end);
    if (end.event !== 0) return end.deliver();
    end.state = 'copying';
    return copyBlocked;
  };
}

/** Cancels a read or write; elements that are copied already stay copied. */
function cancelCopy(instance, type, Class, async, where) {
  return (handle) => {
    leave(instance, where);
    if (!async) refuseToWait(instance.state);
    const end = getEnd(instance, handle, Class, type);
    if (end.state !== 'copying') trap(`\`${where}\` called while there is nothing to cancel`);
    if (!async) refuseInSet(end);
    if (end.event === 0) {
      end.state = 'starting';
      end.shared.cancel(end);
    } else if (type.kind === 'stream' && end.result === copyCompleted) {
      end.result = end.shared.dropped ? copyDropped : copyCancelled;
    }
    return end.deliver();
  };
}

function dropEnd(instance, type, Class, where) {
  return (handle) => {
    leave(instance, where);
    const end = getEnd(instance, handle, Class, type);
    if (end.state === 'copying') trap(`cannot ${Class === ReadableEnd ? 'remove' : 'drop'} busy ${type.kind}`);
    if (type.kind === 'future' && Class === WritableEnd && end.state !== 'done') trap('cannot drop future write end without first writing a value');
    end.join(null);
    instance.handles.remove(handle);
    end.shared.drop(end);
  };
}

/** Takes a readable end from the component. */
function takeEnd(instance, handle, type, where) {
  const end = getEnd(instance, handle, ReadableEnd, type);
  if (end.state === 'copying') trap(`${where}: cannot remove busy ${type.kind}`);
  if (end.state === 'done') trap(`${where}: cannot lift ${type.kind} after ${whyDone(end)}`);
  if (end.set !== null) trap(`${where}: cannot lift ${type.kind} while it's in a waitable set`);
  instance.handles.remove(handle);
  end.shared.readable = null;
  return end.shared;
}

/** Gives the component a readable end, which is removed if a later argument is refused. */
function giveEnd(instance, type, shared, call) {
  const code = type.kind === 'stream' ? 2 : 4;
  const end = new ReadableEnd(instance, type, shared, code);
  const handle = addEntry(instance.handles, end);
  shared.readable = end;
  if (shared.dropped) end.complete(copyDropped);
  call?.undo.push(() => {
    instance.handles.remove(handle);
    shared.readable = null;
  });
  return handle;
}
