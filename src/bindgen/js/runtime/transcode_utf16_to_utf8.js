// needs: liftUtf16 writeUtf8
function transcodeUtf16ToUtf8(from, to) {
  return (source, length, target, room, firstPass) => {
    from.refresh();
    to.refresh();
    const text = liftUtf16(from, source, length, 'call between components');
    const end = firstPass === 0 ? -1 : text.search(/[^\x00-\x7f]/);
    return writeUtf8(to, end < 0 ? text : text.slice(0, end), target, room >>> 0);
  };
}
