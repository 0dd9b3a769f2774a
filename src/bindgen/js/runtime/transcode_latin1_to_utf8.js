// needs: liftCompactUtf16 writeUtf8
function transcodeLatin1ToUtf8(from, to) {
  return (source, length, target, room, firstPass) => {
    from.refresh();
    to.refresh();
    const text = liftCompactUtf16(from, source, length, 'call between components');
    const end = firstPass === 0 ? -1 : text.search(/[\x80-\xff]/);
    return writeUtf8(to, end < 0 ? text : text.slice(0, end), target, room >>> 0);
  };
}
