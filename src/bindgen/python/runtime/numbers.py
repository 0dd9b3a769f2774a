"""Checks of single values: what generated code calls for a value that is refused, or that needs a conversion."""
import math
import struct
from typing import Any


REFUSALS = (TypeError, ValueError, OverflowError, AttributeError, struct.error)


def to_bool(value: object, path: str) -> bool:
    if value is True or value is False:
        return value is True
    raise bad(path, 'a bool', value)


def to_integer(value: object, low: int, high: int, name: str, path: str) -> int:
    """An integer in range; whatever has `__index__` is one."""
    index = getattr(value, '__index__', None)
    if index is None:
        raise bad(path, name, value)
    number: int = index()
    if low <= number <= high:
        return number
    raise OverflowError(f'`{path}`: expected {name}, found {number}')


def to_double(value: object, path: str) -> float:
    if isinstance(value, (str, bytes, bytearray)) or not (hasattr(value, '__float__') or hasattr(value, '__index__')):
        raise bad(path, 'a float', value)
    try:
        return float(value)  # type: ignore[arg-type, unused-ignore]
    except OverflowError:
        raise OverflowError(f'`{path}`: expected a float, found an integer beyond its range') from None


def to_single(value: object, path: str) -> float:
    """A number that `struct` packs into 32 bits: beyond their range it is infinite."""
    number = to_double(value, path)
    try:
        struct.pack('<f', number)
    except OverflowError:
        return math.copysign(math.inf, number)
    return number


def to_char(value: object, path: str) -> int:
    if not isinstance(value, str) or len(value) != 1:
        raise bad(path, 'one character', value)
    point = ord(value)
    if 0xD800 <= point < 0xE000:
        raise ValueError(f'`{path}`: expected one character, found a surrogate')
    return point


def lift_char(point: int, where: str) -> str:
    if point > 0x10FFFF or 0xD800 <= point < 0xE000:
        raise Trap(f'{where}: invalid char {point}')
    return chr(point)


def enum_member(value: object, kind: type, path: str) -> int:
    """The number of a member of an enum or of flags."""
    if value.__class__ is not kind:
        raise bad(path, f'a member of {kind.__name__}', value)
    number: int = value.value  # type: ignore[attr-defined, unused-ignore]
    return number


def lift_flags(known: dict[int, Any], kind: Any, bits: int, mask: int) -> Any:
    """Flags that were not met before; unknown bits are dropped."""
    value = kind(bits & mask)
    if len(known) < 1024:
        known[bits] = value
    return value


def expect(value: object, kind: type, path: str) -> None:
    """Refuses what is not an instance of a class."""
    if not isinstance(value, kind):
        raise bad(path, f'an instance of {kind.__name__}', value)
