function transcodeLatin1ToUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const bytes = from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0));
    new Uint16Array(to.u8.buffer, target >>> 0, length >>> 0).set(bytes);
  };
}
