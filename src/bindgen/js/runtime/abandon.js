/** Leaves the component after an argument was refused. A trap in realloc leaves `mayLeave` unset, and no way out. */
function abandon(state, instance, error) {
  if (instance.mayLeave) state.running = null;
  return error;
}
