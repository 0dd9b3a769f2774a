// needs: trap
function cannotLeave(name) {
  trap(`\`${name}\` called while the component must not be left: in realloc, post-return or an adapter`);
}
