// needs: bits
function f64ToBits(value) {
  bits.setFloat64(0, value);
  return bits.getBigInt64(0);
}
