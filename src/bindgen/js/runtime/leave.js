// needs: trap
/** Traps if the component must not call out now. */
function leave(instance, name) {
  if (!instance.mayLeave) trap(`\`${name}\` called while the component must not be left: in realloc, post-return or an adapter`);
}
