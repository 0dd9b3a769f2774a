// needs: liftUtf8 latin1Units
function transcodeUtf8ToCompactUtf16(from, to) {
  return (source, length, target, room, latin1Bytes) => {
    from.refresh();
    to.refresh();
    const text = liftUtf8(from, source, length, 'call between components');
    const next = latin1Units(to, target >>> 0, latin1Bytes >>> 0);
    for (let i = 0; i < text.length; i++) to.view.setUint16(next + 2 * i, text.charCodeAt(i), true);
    return text.length + (latin1Bytes >>> 0);
  };
}
