// needs: badValue
/** A BigInt that an s64 holds; an exact number will do. */
function toS64(value, path) {
  const big = Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof big !== 'bigint' || BigInt.asIntN(64, big) !== big) throw badValue(path, 's64 (a BigInt)', value);
  return big;
}
