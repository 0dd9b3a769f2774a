/** Lends handles to another component instance for the innermost call; the instance that defines a resource type sees the representation itself. */
function transferBorrow(tables, scopes) {
  return (handle, from, to) => {
    const entry = tables[from].handles.get(handle, tables[from].resource, 'call between components');
    const scope = scopes[scopes.length - 1];
    if (entry.scope === undefined) {
      entry.lends++;
      scope.lent.push(() => entry.lends--);
    }
    if (tables[to].defines) return entry.rep;
    return tables[to].handles.add(tables[to].resource, entry.rep, scope);
  };
}
