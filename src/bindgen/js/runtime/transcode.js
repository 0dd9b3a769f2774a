// Strings that are copied from one memory to another.

/** Widens the Latin-1 bytes at the start of a string in place; returns where its next code unit goes. */
function latin1Units(to, target, count) {
  for (let i = count - 1; i >= 0; i--) to.view.setUint16(target + 2 * i, to.u8[target + i], true);
  return target + 2 * count;
}

/** Writes as much of a string as fits; returns code units read and bytes written. */
function writeUtf8(to, text, target, room) {
  const { read, written } = transcodeEncoder.encodeInto(text, to.u8.subarray(target >>> 0, (target >>> 0) + room));
  return [read, written];
}

const transcodeEncoder = new TextEncoder();

function transcodeCopyUtf8(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    liftUtf8(from, source, length, 'call between components');
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0)), target >>> 0);
  };
}

function transcodeCopyUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    liftUtf16(from, source, length, 'call between components');
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0) * 2), target >>> 0);
  };
}

function transcodeCopyLatin1(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    to.u8.set(from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0)), target >>> 0);
  };
}

function transcodeLatin1ToUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const bytes = from.u8.subarray(source >>> 0, (source >>> 0) + (length >>> 0));
    new Uint16Array(to.u8.buffer, target >>> 0, length >>> 0).set(bytes);
  };
}

/** The first pass stops before the first character that is not ASCII. */
function transcodeLatin1ToUtf8(from, to) {
  return (source, length, target, room, firstPass) => {
    from.refresh();
    to.refresh();
    const text = latin1Text(from, source >>> 0, length >>> 0);
    const end = firstPass === 0 ? -1 : text.search(/[\x80-\xff]/);
    return writeUtf8(to, end < 0 ? text : text.slice(0, end), target, room >>> 0);
  };
}

function transcodeUtf16ToCompactProbablyUtf16(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    length >>>= 0;
    liftUtf16(from, source, length, 'call between components');
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length);
    if (units.every((unit) => unit < 256)) {
      to.u8.set(units, target >>> 0);
      return length;
    }
    new Uint16Array(to.u8.buffer, target >>> 0, length).set(units);
    return length | 0x80000000;
  };
}

function transcodeUtf16ToCompactUtf16(from, to) {
  return (source, length, target, room, latin1Bytes) => {
    from.refresh();
    to.refresh();
    liftUtf16(from, source, length, 'call between components');
    const next = latin1Units(to, target >>> 0, latin1Bytes >>> 0);
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length >>> 0);
    new Uint16Array(to.u8.buffer, next, units.length).set(units);
    return units.length + (latin1Bytes >>> 0);
  };
}

function transcodeUtf16ToLatin1(from, to) {
  return (source, length, target) => {
    from.refresh();
    to.refresh();
    const units = new Uint16Array(from.u8.buffer, source >>> 0, length >>> 0);
    let read = 0;
    for (; read < units.length && units[read] < 256; read++) to.u8[(target >>> 0) + read] = units[read];
    return [read, read];
  };
}

function transcodeUtf16ToUtf8(from, to) {
  return (source, length, target, room, firstPass) => {
    from.refresh();
    to.refresh();
    const text = liftUtf16(from, source, length, 'call between components');
    const end = firstPass === 0 ? -1 : text.search(/[^\x00-\x7f]/);
    return writeUtf8(to, end < 0 ? text : text.slice(0, end), target, room >>> 0);
  };
}

function transcodeUtf8ToCompactUtf16(from, to) {
  return (source, length, target, room, latin1Bytes) => {
    from.refresh();
    to.refresh();
    const text = liftUtf8(from, source, length, 'call between components');
    const next = latin1Units(to, target >>> 0, latin1Bytes >>> 0);
    for (let i = 0; i < text.length; i++) to.view.setUint16(next + 2 * i, text.charCodeAt(i), true);
    return text.length + (latin1Bytes >>> 0);
  };
}

/** Stops before the first character that Latin-1 lacks; the pass that follows checks the rest. */
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
