/** Leaves the component with a value. */
function finish(state, value) {
  state.running = null;
  return value;
}
