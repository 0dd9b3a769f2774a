// Lists and maps.

/** The length of an array or an array-like object. */
function listLength(value, path, expected) {
  const length = typeof value === 'object' ? value?.length : undefined;
  if (typeof length !== 'number' || length >>> 0 !== length) throw badValue(path, 'an array', value);
  if (length !== (expected ?? length)) throw badValue(path, `an array of length ${expected}`, value, `one of length ${length}`);
  return length;
}

function liftTypedArray(memory, pointer, length, TypedArray, where) {
  const size = TypedArray.BYTES_PER_ELEMENT;
  length >>>= 0;
  pointer = checkRange(memory, pointer, length * size, size, where);
  return new TypedArray(memory.u8.buffer, pointer, length).slice();
}

/** Lowers numbers: a typed array at once, else one by one. */
function lowerTypedArray(memory, value, path, TypedArray, check) {
  const length = listLength(value, path);
  let items = value;
  if (!(value instanceof TypedArray)) {
    items = new TypedArray(length);
    storeItems(0, value, length, path, 1, (i, item) => (items[i] = check(item, '')));
  }
  const size = TypedArray.BYTES_PER_ELEMENT;
  const pointer = memory.allocate(size, length * size);
  new TypedArray(memory.u8.buffer, pointer, length).set(items);
  memory.length = length;
  return pointer;
}

function storePair(memory, at, pointer) {
  memory.view.setUint32(at, pointer, true);
  memory.view.setUint32(at + 4, memory.length, true);
}

/** Writes elements of `size` bytes. */
function storeItems(pointer, value, length, path, size, store) {
  let i = 0;
  try {
    for (; i < length; i++, pointer += size) store(pointer, value[i], '');
  } catch (error) {
    throw inside(`${path}[${i}]`, error);
  }
}

function liftList(memory, pointer, length, size, align, load, where) {
  const bytes = (length >>> 0) * size;
  pointer = checkRange(memory, pointer, bytes, align, where);
  const list = [];
  for (const end = pointer + bytes; pointer < end; pointer += size) list.push(load(pointer, where));
  return list;
}

function lowerList(memory, value, path, size, align, store) {
  const length = listLength(value, path);
  const pointer = memory.allocate(align, length * size);
  storeItems(pointer, value, length, path, size, store);
  memory.length = length;
  return pointer;
}

function liftMap(memory, pointer, length, size, align, loadKey, valueOffset, loadValue, where) {
  const bytes = (length >>> 0) * size;
  pointer = checkRange(memory, pointer, bytes, align, where);
  const map = new Map();
  for (const end = pointer + bytes; pointer < end; pointer += size) {
    map.set(loadKey(pointer, where), loadValue(pointer + valueOffset, where));
  }
  return map;
}

function loadTypedArray(memory, at, TypedArray, where) {
  const { view } = memory;
  return liftTypedArray(memory, view.getUint32(at, true), view.getUint32(at + 4, true), TypedArray, where);
}

function loadList(memory, at, size, align, load, where) {
  const { view } = memory;
  return liftList(memory, view.getUint32(at, true), view.getUint32(at + 4, true), size, align, load, where);
}

function lowerMap(memory, value, path, size, align, storeKey, valueOffset, storeValue) {
  if (!(value instanceof Map)) throw badValue(path, 'a Map', value);
  const entries = [...value];
  const start = memory.allocate(align, entries.length * size);
  let pointer = start;
  for (const [key, item] of entries) {
    try {
      storeKey(pointer, key, '');
      storeValue(pointer + valueOffset, item, '');
    } catch (error) {
      throw inside(`${path}[${String(key)}]`, error);
    }
    pointer += size;
  }
  memory.length = entries.length;
  return start;
}
