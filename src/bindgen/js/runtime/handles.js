// needs: trap
/** The handles of a component instance. An entry is owned, or borrowed within a `scope`. */
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
    if (entry.resource !== resource) trap(`${where}: handle ${handle >>> 0} is of another resource type`);
    return entry;
  }

  /** Takes what an owned handle stands for. */
  take(handle, resource, where) {
    if (this.get(handle, resource, where).scope !== undefined) trap(`${where}: handle ${handle >>> 0} is borrowed`);
    return this.drop(handle, resource, where).rep;
  }

  /** Gives up a handle; returns its entry if that was owned. */
  drop(handle, resource, where) {
    const entry = this.get(handle, resource, where);
    if (entry.lends !== 0) trap(`${where}: handle ${handle >>> 0} is lent`);
    this.entries[handle >>> 0] = undefined;
    this.free.push(handle >>> 0);
    if (entry.scope === undefined) return entry;
    entry.scope.borrows--;
  }
}
