/** Leaves the component after an argument was refused, unless realloc trapped. */
function abandon(state, instance, error) {
  if (instance.mayLeave) state.running = null;
  return error;
}
