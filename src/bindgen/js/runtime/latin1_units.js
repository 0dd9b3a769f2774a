/** Widens the Latin-1 bytes at the start of a string in place; returns where its next code unit goes. */
function latin1Units(to, target, count) {
  for (let i = count - 1; i >= 0; i--) to.view.setUint16(target + 2 * i, to.u8[target + i], true);
  return target + 2 * count;
}
