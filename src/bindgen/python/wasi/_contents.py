"""Reading and writing files at a position, and streams that do so."""

from __future__ import annotations

import errno
import os

from ._sandbox import Handle, error
from .io import CHUNK, InputStream, OutputStream, closed, failed

# The largest position of the operating system.
LAST = (1 << 63) - 1


def read_at(handle: Handle, size: int, position: int) -> bytes:
    """Reads at most one chunk."""
    if position > LAST:
        raise error(errno.EINVAL)
    size = min(size, CHUNK)
    if hasattr(os, "pread"):
        return os.pread(handle.number, size, position)
    os.lseek(handle.number, position, os.SEEK_SET)
    return os.read(handle.number, size)


def write_at(handle: Handle, contents: bytes, position: int) -> int:
    """Writes as much as the system takes at once."""
    handle.must_be_changeable()
    if position > LAST:
        raise error(errno.EINVAL)
    if hasattr(os, "pwrite"):
        return os.pwrite(handle.number, contents, position)
    os.lseek(handle.number, position, os.SEEK_SET)
    return os.write(handle.number, contents)


def append(handle: Handle, contents: bytes) -> int:
    """Writes at the end, wherever that is by now."""
    if hasattr(os, "RWF_APPEND"):
        try:
            return os.pwritev(handle.number, [contents], 0, os.RWF_APPEND)
        except OSError as failure:
            if failure.errno not in (errno.ENOSYS, errno.EOPNOTSUPP):
                raise
    return write_at(handle, contents, os.fstat(handle.number).st_size)


class Reader(InputStream):
    """A stream that reads a file from a position on. Files are always ready."""

    __slots__ = ("_ended", "_handle", "_position")

    def __init__(self, handle: Handle, position: int) -> None:
        self._handle = handle
        self._position = position
        self._ended = False

    def read(self, size: int) -> bytes:
        if self._ended:
            raise closed()
        if size == 0:
            return b""
        try:
            contents = read_at(self._handle, size, self._position)
        except OSError as failure:
            self._ended = True
            raise failed(failure) from None
        if not contents:
            self._ended = True
            raise closed()
        self._position += len(contents)
        return contents


class Writer(OutputStream):
    """A stream that writes a file, from a position on or always at the end."""

    __slots__ = ("_ended", "_handle", "_position")

    def __init__(self, handle: Handle, position: int | None) -> None:
        handle.must_be_changeable()
        self._handle = handle
        self._position = position
        self._ended = False

    def check_write(self) -> int:
        if self._ended:
            raise closed()
        return CHUNK

    def write(self, contents: bytes) -> None:
        if self._ended:
            raise closed()
        try:
            rest = contents[self._write(contents) :]
            while rest:
                rest = rest[self._write(rest) :]
        except OSError as failure:
            self._ended = True
            raise failed(failure) from None

    def _write(self, contents: bytes) -> int:
        if self._position is None:
            return append(self._handle, contents)
        written = write_at(self._handle, contents, self._position)
        self._position += written
        return written

    def flush(self) -> None:
        if self._ended:
            raise closed()
