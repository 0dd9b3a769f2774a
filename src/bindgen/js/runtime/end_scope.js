// needs: trap
/** Borrowed handles end with the call that they were passed to. */
function endScope(scope, where) {
  if (scope.borrows !== 0) trap(`${where}: returned with ${scope.borrows} borrowed handles`);
}
