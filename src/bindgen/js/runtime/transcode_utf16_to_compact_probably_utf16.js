// needs: liftUtf16
function transcodeUtf16ToCompactProbablyUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    length >>>= 0;
    liftUtf16(from, source, length, 'call between components');
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length);
    if (units.every((unit) => unit < 256)) {
      to.u8.set(units, target >>> 0);
      return length;
    }
    new Uint16Array(to.u8.buffer, target >>> 0, length).set(units);
    return length | 0x80000000;
  };
}
