// needs: bits
function f32FromBits(value) {
  bits.setInt32(0, value);
  return bits.getFloat32(0);
}
