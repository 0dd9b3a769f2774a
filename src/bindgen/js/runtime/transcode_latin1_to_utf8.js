// needs: latin1Text writeUtf8
/** The first pass stops before what is not ASCII. */
function transcodeLatin1ToUtf8(from, to) {
  return (source, length, target, room, firstPass) => {
    from.refresh();
    to.refresh();
    const text = latin1Text(from, source >>> 0, length >>> 0);
    const end = firstPass === 0 ? -1 : text.search(/[\x80-\xff]/);
    return writeUtf8(to, end < 0 ? text : text.slice(0, end), target, room >>> 0);
  };
}
