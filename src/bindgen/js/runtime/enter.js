// needs: refuse
/** Only one call at a time enters a component, and none after a trap. */
function enter(state, name) {
  if (state.running !== null) refuse(state, name);
  state.running = name;
}
