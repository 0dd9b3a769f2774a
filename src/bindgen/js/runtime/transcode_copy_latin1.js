function transcodeCopyLatin1(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0)), target >>> 0);
  };
}
