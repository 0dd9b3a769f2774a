// needs: trap
/** Only one call at a time enters a component, and none after a trap. */
function enter(state, name) {
  if (state.running !== null) trap(`\`${name}\` cannot enter the component: \`${state.running}\` is still running, or ended in a trap`);
  state.running = name;
}
