/** Gives core results back to the component, which must not call out meanwhile, and leaves it. */
function giveBack(state, instance, postReturn, result) {
  instance.mayLeave = false;
  postReturn(result);
  instance.mayLeave = true;
  state.running = null;
}
