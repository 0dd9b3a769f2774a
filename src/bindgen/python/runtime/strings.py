"""Strings in the three encodings."""
from typing import Any


def lift_utf8(memory: Memory, pointer: int, size: int, where: str) -> str:
    if pointer + size > memory.size:
        memory.check(pointer, size, 1, where)
    try:
        if size < 1024:
            text: str = memory.view[pointer:pointer + size].tobytes().decode()
            return text
        return str(memory.view[pointer:pointer + size], 'utf-8')
    except UnicodeDecodeError:
        raise Trap(f'{where}: invalid UTF-8') from None


def put_utf8(memory: Any, value: str, path: str) -> tuple[int, int]:
    """Lowers a string; returns its pointer and length."""
    try:
        data = value.encode()
    except (AttributeError, UnicodeEncodeError):
        raise bad_text(value, path) from None
    if value.__class__ is not str and not isinstance(value, str):
        raise bad_text(value, path)
    size = len(data)
    pointer = memory.allocate(1, size)
    memory.view[pointer:pointer + size] = data
    return pointer, size


def bad_text(value: object, path: str) -> Exception:
    """The error for a wrong string."""
    if isinstance(value, str):
        return ValueError(f'`{path}`: expected a string, found one with a lone surrogate')
    return bad(path, 'a string', value)


def lift_utf16(memory: Memory, pointer: int, length: int, where: str) -> str:
    if pointer & 1 or pointer + 2 * length > memory.size:
        memory.check(pointer, 2 * length, 2, where)
    try:
        return str(memory.view[pointer:pointer + 2 * length], 'utf-16-le')
    except UnicodeDecodeError:
        raise Trap(f'{where}: invalid UTF-16') from None


def put_utf16(memory: Any, value: str, path: str) -> tuple[int, int]:
    """Lowers a string; returns its pointer and its length in code units."""
    if not isinstance(value, str):
        raise bad_text(value, path)
    try:
        data = value.encode('utf-16-le')
    except UnicodeEncodeError:
        raise bad_text(value, path) from None
    size = len(data)
    pointer = memory.allocate(2, size)
    memory.view[pointer:pointer + size] = data
    return pointer, size // 2


def lift_compact(memory: Memory, pointer: int, length: int, where: str) -> str:
    """Latin-1, or UTF-16 if the top bit of the length is set."""
    if length & 0x80000000:
        return lift_utf16(memory, pointer, length & 0x7FFFFFFF, where)
    if pointer & 1 or pointer + length > memory.size:
        memory.check(pointer, length, 2, where)
    return str(memory.view[pointer:pointer + length], 'latin-1')


def put_compact(memory: Any, value: str, path: str) -> tuple[int, int]:
    """Lowers a string to Latin-1 if that holds it, else to UTF-16 with the top bit of the length set."""
    if not isinstance(value, str):
        raise bad_text(value, path)
    try:
        data = value.encode('latin-1')
    except UnicodeEncodeError:
        pointer, length = put_utf16(memory, value, path)
        return pointer, length | 0x80000000
    size = len(data)
    pointer = memory.allocate(2, size)
    memory.view[pointer:pointer + size] = data
    return pointer, size
