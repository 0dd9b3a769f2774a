// needs: invalidCase
/** Which of two cases it is: `some` and not `none`, `err` and not `ok`. */
function isSecondCase(discriminant, where) {
  if (discriminant >>> 0 > 1) invalidCase(where);
  return discriminant === 1;
}
