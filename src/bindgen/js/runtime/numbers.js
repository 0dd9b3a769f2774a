// Numbers and booleans.

function toBool(value, path) {
  if (typeof value !== 'boolean') throw badValue(path, 'a boolean', value);
  return value ? 1 : 0;
}

function toU8(value, path) {
  if (typeof value !== 'number' || (value & 255) !== value) throw badValue(path, 'u8', value);
  return value;
}

function toS8(value, path) {
  if (typeof value !== 'number' || value << 24 >> 24 !== value) throw badValue(path, 's8', value);
  return value;
}

function toU16(value, path) {
  if (typeof value !== 'number' || (value & 65535) !== value) throw badValue(path, 'u16', value);
  return value;
}

function toS16(value, path) {
  if (typeof value !== 'number' || value << 16 >> 16 !== value) throw badValue(path, 's16', value);
  return value;
}

function toU32(value, path) {
  if (typeof value !== 'number' || value >>> 0 !== value) throw badValue(path, 'u32', value);
  return value;
}

function toS32(value, path) {
  if (typeof value !== 'number' || (value | 0) !== value) throw badValue(path, 's32', value);
  return value;
}

function toU64(value, path) {
  if (typeof value === 'bigint' && BigInt.asUintN(64, value) === value) return value;
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw badValue(path, 'u64 (a BigInt)', value);
}

function toS64(value, path) {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw badValue(path, 's64 (a BigInt)', value);
}

function toFloat(value, path) {
  if (typeof value !== 'number') throw badValue(path, 'a number', value);
  return value;
}

function toFlag(value, path) {
  if (typeof value !== 'boolean' && value !== undefined) throw badValue(path, 'a boolean', value);
  return value === true ? 1 : 0;
}

const bits = new DataView(new ArrayBuffer(8));

function f32FromBits(value) {
  bits.setInt32(0, value);
  return bits.getFloat32(0);
}

function f32ToBits(value) {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

function f64FromBits(value) {
  bits.setBigInt64(0, value);
  return bits.getFloat64(0);
}

function f64ToBits(value) {
  bits.setFloat64(0, value);
  return bits.getBigInt64(0);
}
