function transcodeUtf16ToLatin1(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length >>> 0);
    let read = 0;
    for (; read < units.length && units[read] < 256; read++) to.u8[(target >>> 0) + read] = units[read];
    return [read, read];
  };
}
