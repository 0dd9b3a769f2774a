// needs: trap
function invalidCase(where) {
  trap(`${where}: invalid discriminant`);
}
