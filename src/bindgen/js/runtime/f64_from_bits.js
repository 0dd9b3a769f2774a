// needs: bits
function f64FromBits(value) {
  bits.setBigInt64(0, value);
  return bits.getFloat64(0);
}
