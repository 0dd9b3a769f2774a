/** Writes what fits of a string; returns code units read and bytes written. */
function writeUtf8(to, text, target, room) {
  const { read, written } = transcodeEncoder.encodeInto(text, to.u8.subarray(target >>> 0, (target >>> 0) + room));
  return [read, written];
}

const transcodeEncoder = new TextEncoder();
