// needs: badValue
/** Puts what contains a value before the path in the error that the value caused; other errors stay as they are. */
function inside(outer, error) {
  if (/^`[^`]*`: expected /.test(error?.message)) error.message = `\`${outer}${error.message.slice(1)}`;
  return error;
}
