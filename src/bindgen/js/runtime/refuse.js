// needs: trap
function refuse(state, name) {
  trap(`\`${name}\` cannot enter the component: \`${state.running}\` is still running, or ended in a trap`);
}
