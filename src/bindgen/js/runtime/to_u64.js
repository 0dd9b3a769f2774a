// needs: badValue
/** An exact number will do. */
function toU64(value, path) {
  if (typeof value === 'bigint' && BigInt.asUintN(64, value) === value) return value;
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw badValue(path, 'u64 (a BigInt)', value);
}
