function isSome(value) {
  return value !== undefined && value !== null;
}
