"""Strings that are copied from one memory to another, between component instances."""
from typing import Any
from typing import Callable


def text_of(memory: Memory, pointer: int, units: int, encoding: str) -> str:
    """A string of so many code units, which must be valid."""
    size = units * (2 if encoding == 'utf-16-le' else 1)
    memory.check(pointer, size, 1, 'call between components')
    try:
        return str(memory.view[pointer:pointer + size], encoding)
    except UnicodeDecodeError:
        raise Trap(f'call between components: invalid {encoding}') from None


def write_bytes(memory: Memory, pointer: int, data: bytes) -> None:
    memory.check(pointer, len(data), 1, 'call between components')
    memory.view[pointer:pointer + len(data)] = data


def write_part(memory: Memory, pointer: int, text: str, room: int, first: int) -> tuple[int, int]:
    """Writes what fits of a string as UTF-8; the first pass stops before what is not ASCII. Returns code units read and bytes written."""
    if first:
        size = next((i for i, c in enumerate(text) if c > '\x7f'), len(text))
        text = text[:size]
    data = text.encode()
    if len(data) > room:
        data = data[:room].decode('utf-8', 'ignore').encode()
    write_bytes(memory, pointer, data)
    return len(data.decode().encode('utf-16-le')) // 2, len(data)


def widen(memory: Memory, pointer: int, count: int) -> int:
    """Widens the Latin-1 bytes at the start of a string in place; returns where its next code unit goes."""
    memory.check(pointer, 2 * count, 1, 'call between components')
    data = memory.view[pointer:pointer + count].tobytes().decode('latin-1').encode('utf-16-le')
    memory.view[pointer:pointer + len(data)] = data
    return pointer + len(data)


def transcode_copy(source: Memory, target: Memory, encoding: str) -> Callable[[int, int, int], None]:
    """Checks and copies."""

    def transcode(pointer: int, units: int, to: int) -> None:
        write_bytes(target, to, text_of(source, pointer, units, encoding).encode(encoding))

    return transcode


def latin1_to_utf16(source: Memory, target: Memory) -> Callable[[int, int, int], None]:
    def transcode(pointer: int, units: int, to: int) -> None:
        write_bytes(target, to, text_of(source, pointer, units, 'latin-1').encode('utf-16-le'))

    return transcode


def to_utf8(source: Memory, target: Memory, encoding: str) -> Callable[[int, int, int, int, int], tuple[int, int]]:
    def transcode(pointer: int, units: int, to: int, room: int, first: int) -> tuple[int, int]:
        return write_part(target, to, text_of(source, pointer, units, encoding), room, first)

    return transcode


def utf16_to_probably_utf16(source: Memory, target: Memory) -> Callable[[int, int, int], int]:
    """Latin-1 if that holds the string, else UTF-16 with the tag of the length."""

    def transcode(pointer: int, units: int, to: int) -> int:
        text = text_of(source, pointer, units, 'utf-16-le')
        try:
            write_bytes(target, to, text.encode('latin-1'))
            return units
        except UnicodeEncodeError:
            write_bytes(target, to, text.encode('utf-16-le'))
            return units | 0x80000000

    return transcode


def to_compact_utf16(source: Memory, target: Memory, encoding: str) -> Callable[[int, int, int, int, int], int]:
    """The rest of a string of which so many Latin-1 bytes were written."""

    def transcode(pointer: int, units: int, to: int, _room: int, latin1: int) -> int:
        data = text_of(source, pointer, units, encoding).encode('utf-16-le')
        write_bytes(target, widen(target, to, latin1), data)
        return len(data) // 2 + latin1

    return transcode


def utf16_to_latin1(source: Memory, target: Memory) -> Callable[[int, int, int], tuple[int, int]]:
    """Stops at what Latin-1 lacks."""

    def transcode(pointer: int, units: int, to: int) -> tuple[int, int]:
        source.check(pointer, 2 * units, 1, 'call between components')
        data = source.view[pointer:pointer + 2 * units].tobytes()
        size = next((i for i, high in enumerate(data[1::2]) if high), units)
        write_bytes(target, to, data[:2 * size:2])
        return size, size

    return transcode


def utf8_to_latin1(source: Memory, target: Memory) -> Callable[[int, int, int], tuple[int, int]]:
    """Stops at what Latin-1 lacks; what is invalid there is met by the pass that follows."""

    def transcode(pointer: int, units: int, to: int) -> tuple[int, int]:
        source.check(pointer, units, 1, 'call between components')
        data = source.view[pointer:pointer + units].tobytes()
        read, found = 0, bytearray()
        while read < units:
            lead = data[read]
            if lead < 0x80:
                found.append(lead)
                read += 1
            elif lead in (0xC2, 0xC3) and read + 1 < units and data[read + 1] & 0xC0 == 0x80:
                found.append((lead & 3) << 6 | data[read + 1] & 0x3F)
                read += 2
            else:
                break
        write_bytes(target, to, bytes(found))
        return read, len(found)

    return transcode


def utf8_to_utf16(source: Memory, target: Memory) -> Callable[[int, int, int], int]:
    def transcode(pointer: int, units: int, to: int) -> int:
        data = text_of(source, pointer, units, 'utf-8').encode('utf-16-le')
        write_bytes(target, to, data)
        return len(data) // 2

    return transcode
