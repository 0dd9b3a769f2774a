/** Gives core results back to the component, which must not call out meanwhile, and leaves it with a value. */
function giveBack(state, instance, postReturn, result, value) {
  instance.mayLeave = false;
  postReturn(result);
  instance.mayLeave = true;
  state.running = null;
  return value;
}
