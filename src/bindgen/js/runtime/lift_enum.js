// needs: trap
function liftEnum(cases, index, where) {
  if (index >>> 0 >= cases.length) trap(`${where}: invalid discriminant ${index >>> 0}`);
  return cases[index];
}
