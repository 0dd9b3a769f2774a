// needs: bits
function f32ToBits(value) {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}
