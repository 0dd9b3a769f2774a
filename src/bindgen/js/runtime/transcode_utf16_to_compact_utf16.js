// needs: liftUtf16 latin1Units
function transcodeUtf16ToCompactUtf16(from, to) {
  return (source, length, target, room, latin1Bytes) => {
    from.refresh();
    to.refresh();
    liftUtf16(from, source, length, 'call between components');
    const next = latin1Units(to, target >>> 0, latin1Bytes >>> 0);
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length >>> 0);
    new Uint16Array(to.u8.buffer, next, units.length).set(units);
    return units.length + (latin1Bytes >>> 0);
  };
}
