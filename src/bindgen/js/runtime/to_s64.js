// needs: badValue
/** An exact number will do. */
function toS64(value, path) {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw badValue(path, 's64 (a BigInt)', value);
}
