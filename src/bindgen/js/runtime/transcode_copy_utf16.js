// needs: trap liftUtf16
function transcodeCopyUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    liftUtf16(from, source, length, 'call between components');
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0) * 2), target >>> 0);
  };
}
