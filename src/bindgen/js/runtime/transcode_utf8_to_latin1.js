/** Stops before the first character that Latin-1 lacks; what is invalid there is met by the pass that follows. */
function transcodeUtf8ToLatin1(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const bytes = from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0));
    let read = 0;
    let written = target >>> 0;
    while (read < bytes.length) {
      const lead = bytes[read];
      const next = bytes[read + 1];
      if (lead < 0x80) {
        to.u8[written++] = lead;
        read += 1;
      } else if ((lead === 0xc2 || lead === 0xc3) && (next & 0xc0) === 0x80) {
        to.u8[written++] = ((lead & 3) << 6) | (next & 0x3f);
        read += 2;
      } else {
        break;
      }
    }
    return [read, written - (target >>> 0)];
  };
}
