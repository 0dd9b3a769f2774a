/** Moves owned handles between component instances; `tables` says which instance and resource type a number means. */
function transferOwn(tables) {
  return (handle, from, to) => {
    const rep = tables[from].handles.take(handle, tables[from].resource, 'call between components');
    return tables[to].handles.add(tables[to].resource, rep, undefined);
  };
}
