// needs: liftUtf8
function transcodeUtf8ToUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const text = liftUtf8(from, source, length, 'call between components');
    target >>>= 0;
    for (let i = 0; i < text.length; i++) to.view.setUint16(target + 2 * i, text.charCodeAt(i), true);
    return text.length;
  };
}
