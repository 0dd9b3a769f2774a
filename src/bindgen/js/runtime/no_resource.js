// needs: badValue
/** The error for a value that is no live resource of the type that was asked for. */
function noResource(path, name, value) {
  const known = value?.constructor?.name === name;
  return badValue(path, `a ${name}`, value, known ? 'one that was dropped, given away or belongs to another instance' : undefined);
}
