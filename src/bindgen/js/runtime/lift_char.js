// needs: trap
function liftChar(point, where) {
  point >>>= 0;
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) trap(`${where}: invalid char ${point}`);
  return String.fromCodePoint(point);
}
