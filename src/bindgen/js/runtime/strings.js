// Characters and strings.

function liftChar(point, where) {
  point >>>= 0;
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) trap(`${where}: invalid char ${point}`);
  return String.fromCodePoint(point);
}

function lowerChar(value, path) {
  const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
  if (point === undefined || value.length !== (point > 0xffff ? 2 : 1)) throw badValue(path, 'one character', value);
  return point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function liftUtf8(memory, pointer, length, where) {
  length >>>= 0;
  pointer = checkRange(memory, pointer, length, 1, where);
  const { u8 } = memory;
  const end = pointer + length;
  if (length < 24) {
    // Calling the decoder costs more than a few characters do. Four at once cost little more than one.
    let text = '';
    let i = pointer;
    while (i + 4 <= end && (u8[i] | u8[i + 1] | u8[i + 2] | u8[i + 3]) < 128) text += String.fromCharCode(u8[i++], u8[i++], u8[i++], u8[i++]);
    while (i < end && u8[i] < 128) text += String.fromCharCode(u8[i++]);
    if (i === end) return text;
  }
  try {
    return utf8Decoder.decode(u8.subarray(pointer, end));
  } catch (error) {
    trap(`${where}: ${error instanceof TypeError ? 'invalid UTF-8' : error.message}`, error);
  }
}

const utf8Encoder = new TextEncoder();

/** Lowers a string where realloc cannot grow an allocation: encodes first, then allocates once. */
function lowerUtf8Exactly(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const bytes = utf8Encoder.encode(value);
  const pointer = memory.allocate(1, bytes.length);
  memory.u8.set(bytes, pointer);
  memory.length = bytes.length;
  return pointer;
}

/** Lowers a string, and sets `memory.length`. */
function lowerUtf8(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const { length } = value;
  let pointer = memory.allocate(1, length);
  let read = 0, written = 0;
  if (length < 48) {
    // Calling the encoder costs more than a few characters do.
    const { u8 } = memory;
    for (let unit; read < length && (unit = value.charCodeAt(read)) < 128; read++) u8[pointer + read] = unit;
    written = read;
  } else {
    ({ read, written } = utf8Encoder.encodeInto(value, memory.u8.subarray(pointer, pointer + length)));
  }
  if (read < length) {
    // Not ASCII: room for the longest encoding.
    const most = length * 3;
    pointer = memory.allocate(1, most, pointer, length);
    written += utf8Encoder.encodeInto(value.slice(read), memory.u8.subarray(pointer + written, pointer + most)).written;
    pointer = memory.allocate(1, written, pointer, most);
  }
  memory.length = written;
  return pointer;
}

const utf16Decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

function liftUtf16(memory, pointer, length, where) {
  const bytes = (length >>> 0) * 2;
  pointer = checkRange(memory, pointer, bytes, 2, where);
  try {
    return utf16Decoder.decode(memory.u8.subarray(pointer, pointer + bytes));
  } catch (error) {
    trap(`${where}: ${error instanceof TypeError ? 'invalid UTF-16' : error.message}`, error);
  }
}

/** Lowers a string, and sets `memory.length` to its code units. */
function lowerUtf16(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const text = value.toWellFormed();
  const { length } = text;
  const pointer = memory.allocate(2, length * 2);
  const units = new Uint16Array(memory.u8.buffer, pointer, length);
  for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
  memory.length = length;
  return pointer;
}

/** The text of Latin-1 bytes, which are in bounds. */
function latin1Text(memory, pointer, length) {
  const end = pointer + length;
  let text = '';
  for (let i = pointer; i < end; i += 4096) {
    text += String.fromCharCode.apply(null, memory.u8.subarray(i, Math.min(i + 4096, end)));
  }
  return text;
}

/** Lifts a string in Latin-1, or in UTF-16 if the top bit of its length is set. */
function liftCompactUtf16(memory, pointer, length, where) {
  length >>>= 0;
  if (length >= 0x80000000) return liftUtf16(memory, pointer, length - 0x80000000, where);
  return latin1Text(memory, checkRange(memory, pointer, length, 2, where), length);
}

/** Lowers a string to Latin-1 if that has all its characters, else to UTF-16 with the top bit of `memory.length` set. */
function lowerCompactUtf16(memory, value, path) {
  if (typeof value !== 'string') throw badValue(path, 'a string', value);
  const { length } = value;
  let i = 0;
  while (i < length && value.charCodeAt(i) < 256) i++;
  if (i < length) {
    const pointer = lowerUtf16(memory, value, path);
    memory.length += 0x80000000;
    return pointer;
  }
  const pointer = memory.allocate(2, length);
  for (i = 0; i < length; i++) memory.u8[pointer + i] = value.charCodeAt(i);
  memory.length = length;
  return pointer;
}

function loadUtf8(memory, at, where) {
  const { view } = memory;
  return liftUtf8(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}

function loadUtf16(memory, at, where) {
  const { view } = memory;
  return liftUtf16(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}

function loadCompactUtf16(memory, at, where) {
  const { view } = memory;
  return liftCompactUtf16(memory, view.getUint32(at, true), view.getUint32(at + 4, true), where);
}
