// Resources and their handles.

/** A component instance's handles: owned, or borrowed in a `scope`. */
class Handles {
  entries = [undefined];
  free = [];

  add(resource, rep, scope) {
    const handle = this.free.pop() ?? this.entries.length;
    this.entries[handle] = { resource, rep, scope, lends: 0 };
    if (scope !== undefined) scope.borrows++;
    return handle;
  }

  get(handle, resource, where) {
    const entry = this.entries[handle >>> 0];
    if (entry === undefined) trap(`${where}: unknown handle ${handle >>> 0}`);
    if (entry.resource !== resource) trap(`${where}: handle ${handle} is of another resource type`);
    return entry;
  }

  /** Removes an owned handle; returns its rep. */
  take(handle, resource, where) {
    return (this.drop(handle, resource, where) ?? trap(`${where}: handle ${handle} is borrowed`)).rep;
  }

  remove(handle) {
    this.entries[handle] = undefined;
    this.free.push(handle);
  }

  /** Removes a handle; returns its entry if it was owned. */
  drop(handle, resource, where) {
    const entry = this.get(handle, resource, where);
    if (entry.lends !== 0) trap(`${where}: handle ${handle} is lent`);
    this.remove(handle);
    if (entry.scope === undefined) return entry;
    entry.scope.borrows--;
  }
}

/** Adds a handle, which is removed if a later argument is refused. */
function addOwned(handles, resource, rep, call) {
  const handle = handles.add(resource, rep);
  call?.undo.push(() => handles.remove(handle));
  return handle;
}

/** The same for a handle that one call borrows. */
function addBorrowed(handles, resource, rep, call) {
  const handle = handles.add(resource, rep, call);
  call.undo.push(() => handles.remove(handle));
  return handle;
}

/** Traps if the callee has not dropped all handles that it borrowed. */
function endScope(scope, where) {
  if (scope.borrows !== 0) trap(`${where}: returned with ${scope.borrows} borrowed handles`);
}

/** Records that an owned handle is lent for a call. */
function lend(entry, call) {
  if (call && entry.scope === undefined) {
    entry.lends++;
    call.lent.push(entry);
  }
  return entry.rep;
}

/**
 * Destroys the resource of an object that was collected, as soon as the component does not run. There is no caller, so
 * an error is reported.
 */
function forget(state, destroy, representation) {
  if (state.trapped) return;
  if (state.running !== null) {
    setTimeout(forget, 0, state, destroy, representation);
    return;
  }
  try {
    destroy(representation);
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}

/** The error for a value that is not a live resource of its type. */
function noResource(path, name, value, className = name) {
  return badValue(path, `a ${name}`, value, value?.constructor?.name === className ? 'one that was dropped, given away or belongs to another instance' : undefined);
}

function hostResource(value, Class, path) {
  if (typeof Class === 'function' ? !(value instanceof Class) : typeof value !== 'object' || value === null) {
    throw badValue(path, `a ${Class?.name ?? 'resource'}`, value);
  }
  return value;
}

const dispose = Symbol.dispose ?? Symbol.for('dispose');

/** Moves owned handles between component instances; `tables` has the handles and the resource type for each number. */
function transferOwn(tables) {
  return (handle, from, to) => {
    const rep = tables[from].handles.take(handle, tables[from].resource, 'call between components');
    return tables[to].handles.add(tables[to].resource, rep, undefined);
  };
}

/** Lends handles to another component instance for the innermost call; the instance that defines the resource type gets the representation. */
function transferBorrow(tables, scopes) {
  return (handle, from, to) => {
    const entry = tables[from].handles.get(handle, tables[from].resource, 'call between components');
    const scope = scopes[scopes.length - 1];
    lend(entry, scope);
    if (tables[to].defines) return entry.rep;
    return tables[to].handles.add(tables[to].resource, entry.rep, scope);
  };
}
