// needs: badValue
/** A BigInt that a u64 holds; an exact number will do. */
function toU64(value, path) {
  const big = Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof big !== 'bigint' || BigInt.asUintN(64, big) !== big) throw badValue(path, 'u64 (a BigInt)', value);
  return big;
}
