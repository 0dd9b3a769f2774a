// Records, flags and types with cases.

function toObject(value, path) {
  if (typeof value !== 'object' || value === null) throw badValue(path, 'an object', value);
}

function isSome(value) {
  return value != null;
}

function invalidCase(where) {
  trap(`${where}: invalid discriminant`);
}

/** Whether the case is `some` or `err`. */
function isSecondCase(discriminant, where) {
  if (discriminant >>> 0 > 1) invalidCase(where);
  return discriminant === 1;
}

function liftEnum(cases, index, where) {
  return cases[index] ?? invalidCase(where);
}

function lowerEnum(cases, value, path) {
  const index = cases.indexOf(value);
  if (index < 0) throw badValue(path, `one of ${cases.join(', ')}`, value);
  return index;
}

function storeSome(memory, pointer, value) {
  memory.view.setUint8(pointer, isSome(value));
  return isSome(value);
}
