// needs: badValue
/** Puts what contains a value before the path in the error that the value caused. */
function inside(outer, error) {
  const known = badValues.get(error);
  if (known !== undefined) {
    known.path = outer + known.path;
    error.message = `\`${known.path}\`: ${known.detail}`;
  }
  return error;
}
