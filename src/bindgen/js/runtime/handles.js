// needs: trap
/** The handles of a component instance. An entry is owned, or borrowed within a `scope`. */
class Handles {
  entries = [undefined];
  free = [];

  add(resource, rep, scope) {
    const entry = { resource, rep, scope, lends: 0 };
    if (scope !== undefined) scope.borrows++;
    if (this.free.length === 0) return this.entries.push(entry) - 1;
    const handle = this.free.pop();
    this.entries[handle] = entry;
    return handle;
  }

  get(handle, resource, where) {
    const entry = this.entries[handle >>> 0];
    if (entry === undefined) trap(`${where}: unknown handle ${handle >>> 0}`);
    if (entry.resource !== resource) trap(`${where}: handle ${handle >>> 0} is of another resource type`);
    return entry;
  }

  remove(handle, resource, where) {
    const entry = this.get(handle, resource, where);
    if (entry.lends !== 0) trap(`${where}: handle ${handle >>> 0} is lent`);
    this.entries[handle >>> 0] = undefined;
    this.free.push(handle >>> 0);
    return entry;
  }

  take(handle, resource, where) {
    if (this.get(handle, resource, where).scope !== undefined) trap(`${where}: handle ${handle >>> 0} is borrowed`);
    return this.remove(handle, resource, where).rep;
  }

  /** Gives up a handle; true if what it stood for is to be destroyed. */
  drop(handle, resource, where) {
    const entry = this.remove(handle, resource, where);
    if (entry.scope === undefined) return entry;
    entry.scope.borrows--;
    return undefined;
  }
}
