"""Lists and maps."""
from array import array
from collections.abc import Mapping
from typing import Any


def lift_octets(memory: Memory, pointer: int, size: int, where: str) -> bytes:
    if pointer + size > memory.size:
        memory.check(pointer, size, 1, where)
    data: bytes = memory.view[pointer:pointer + size].tobytes()
    return data


def put_octets(memory: Any, value: Any, path: str) -> tuple[int, int]:
    """Lowers bytes; returns their pointer and how many there are."""
    if value.__class__ is not bytes:
        value = bytes_of(value, path)
    size = len(value)
    pointer = memory.allocate(1, size)
    memory.view[pointer:pointer + size] = value
    return pointer, size


def bytes_of(value: Any, path: str) -> Any:
    """What has the buffer protocol as bytes, or a sequence of integers."""
    if not isinstance(value, str):
        try:
            view = memoryview(value)
        except TypeError:
            pass
        else:
            if view.itemsize == 1 and view.c_contiguous:
                return view.cast('B')
    return bytes([to_integer(item, 0, 255, 'u8', f'{path}[{i}]') for i, item in enumerate(list_items(value, path))])


def lift_numbers(memory: Memory, pointer: int, length: int, code: str, size: int, where: str) -> list[Any]:
    """Lifts a list of numbers; `code` is their format in the sense of `array`."""
    if pointer & (size - 1) or pointer + size * length > memory.size:
        memory.check(pointer, size * length, size, where)
    if not length:
        return []
    values: list[Any] = memory.view[pointer:pointer + size * length].cast(code).tolist()
    return values


def put_numbers(memory: Any, value: Any, code: str, size: int, path: str) -> tuple[int, int]:
    """Lowers a list of numbers; returns its pointer and how many there are."""
    data = packed(value, code, size, path)
    length = len(data) // size
    pointer = memory.allocate(size, len(data))
    memory.view[pointer:pointer + len(data)] = data
    return pointer, length


FORMATS = {'l': 'q', 'L': 'Q'} if array('l').itemsize == 8 else {'l': 'i', 'L': 'I'}


def packed(value: Any, code: str, size: int, path: str) -> Any:
    """The bytes of a list of numbers: those of a buffer of this format at once, else one by one."""
    if value.__class__ is not list and value.__class__ is not tuple:
        if not isinstance(value, (bytes, bytearray)) and hasattr(value, '__len__'):
            try:
                view = memoryview(value)
            except TypeError:
                pass
            else:
                if FORMATS.get(view.format, view.format) == code and view.c_contiguous and view.ndim == 1:
                    return view.cast('B')
        value = list_items(value, path)
    try:
        return memoryview(array(code, value)).cast('B')
    except (TypeError, OverflowError):
        return memoryview(array(code, [list_number(item, code, size, f'{path}[{i}]') for i, item in enumerate(value)])).cast('B')


def list_number(value: Any, code: str, size: int, path: str) -> Any:
    """A number of a list, checked."""
    if code == 'f':
        return to_single(value, path)
    if code == 'd':
        return to_double(value, path)
    bits = 8 * size
    if code.islower():
        return to_integer(value, -1 << bits - 1, (1 << bits - 1) - 1, f's{bits}', path)
    return to_integer(value, 0, (1 << bits) - 1, f'u{bits}', path)


def list_items(value: Any, path: str, length: int | None = None) -> list[Any]:
    """The items of a sequence, which may change meanwhile."""
    if value.__class__ is not list and value.__class__ is not tuple:
        text = isinstance(value, (str, Mapping)) or not hasattr(value, '__getitem__')
        if text or not hasattr(value, '__len__'):
            raise bad(path, 'a list', value)
    found = [*value]
    if length is not None and len(found) != length:
        raise bad(path, f'a sequence of length {length}', value, f'one of length {len(found)}')
    return found


def map_pairs(value: Any, path: str) -> list[tuple[Any, Any]]:
    """The items of a mapping, which may change meanwhile."""
    if not isinstance(value, Mapping):
        raise bad(path, 'a dict', value)
    return [*value.items()]
