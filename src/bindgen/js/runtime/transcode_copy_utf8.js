// needs: trap liftUtf8
function transcodeCopyUtf8(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    liftUtf8(from, source, length, 'call between components');
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0)), target >>> 0);
  };
}
