// needs: badValue
function lowerChar(value, path) {
  const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
  if (point === undefined || value.length !== (point > 0xffff ? 2 : 1)) throw badValue(path, 'one character', value);
  return point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
}
