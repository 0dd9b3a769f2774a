"""Streams over the binary files that a `Wasi` was given."""

from __future__ import annotations

import io
import os
import select
import stat
import time
from collections.abc import Callable
from typing import Any

from .io import CHUNK, MOST_FLUSHED, STEP, InputStream, OutputStream, Pollable, closed, failed, readable, too_much


def descriptor(file: Any) -> int | None:
    """The operating system's number of a file, if it has one."""
    try:
        number: int = file.fileno()
    except (AttributeError, OSError):
        return None
    return number


class Source:
    """A binary file to read from. All streams over it share how far it is read, and its end."""

    __slots__ = ("_read", "_waits", "ended")

    def __init__(self, file: Any) -> None:
        # `read1` returns what is there, where `read` of a buffered file waits for all that it was asked for.
        self._read = getattr(file, "read1", None) or file.read
        number = descriptor(file)
        regular = number is not None and stat.S_ISREG(os.fstat(number).st_mode)
        self._waits = None if regular else number
        self.ended = False

    def read(self, size: int) -> bytes:
        """Waits for input if there is none, unless the file is one that does not block."""
        if self.ended:
            raise closed()
        try:
            contents: bytes | None = self._read(min(size, CHUNK))
        except OSError as error:
            self.ended = True
            raise failed(error) from None
        if contents is None or size == 0:
            return b""
        if not contents:
            self.ended = True
            raise closed()
        return contents

    def ready(self) -> bool:
        return self.ended or self._waits is None or readable([self._waits], 0)

    def wait(self) -> None:
        if self._waits is None:
            time.sleep(STEP)
        else:
            readable([self._waits], None)

    def pollable(self) -> Pollable:
        return Pollable(file=None if self.ended else self._waits)


class FileInput(InputStream):
    """A stream that reads a source."""

    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, size: int) -> bytes:
        return self._source.read(size) if self._source.ready() else b""

    def blocking_read(self, size: int) -> bytes:
        while True:
            contents = self._source.read(size)
            if contents or size == 0:
                return contents
            self._source.wait()

    def subscribe(self) -> Pollable:
        return self._source.pollable()


class FileOutput(OutputStream):
    """A stream that writes a binary file. What it accepted is written, and flushed, when the call returns."""

    __slots__ = ("_file", "_flush", "_write")

    def __init__(self, file: Any) -> None:
        self._file = file
        self._write = file.write
        # Neither files without a buffer nor memory have anything to flush.
        needless = isinstance(file, (io.RawIOBase, io.BytesIO))
        self._flush = None if needless else getattr(file, "flush", None)

    def write(self, contents: bytes) -> None:
        try:
            try:
                written = self._write(contents)
            except BlockingIOError as error:
                written = error.characters_written
            if written != len(contents):
                self._rest(contents, written)
            if self._flush is not None:
                self._flush_all(self._flush)
        except OSError as error:
            raise failed(error) from None

    def blocking_write_and_flush(self, contents: bytes) -> None:
        if len(contents) > MOST_FLUSHED:
            raise too_much(contents)
        self.write(contents)

    def _flush_all(self, flush: Callable[[], object]) -> None:
        while True:
            try:
                flush()
                return
            except BlockingIOError:
                self._wait()

    def _rest(self, contents: bytes, written: int | None) -> None:
        """Writes what the first attempt left: a raw file may take a part, and one that does not block nothing."""
        rest = memoryview(contents)
        while True:
            if written is None and not isinstance(self._file, io.RawIOBase):
                # A class of the user's that does not count takes everything.
                return
            if not written:
                self._wait()
            rest = rest[written or 0 :]
            if not rest:
                return
            try:
                written = self._write(rest)
            except BlockingIOError as error:
                written = error.characters_written

    def _wait(self) -> None:
        number = descriptor(self._file)
        if number is None or not hasattr(select, "poll"):
            time.sleep(STEP)
            return
        poller = select.poll()
        poller.register(number, select.POLLOUT)
        poller.poll()

    def flush(self) -> None:
        """There is nothing left to flush."""
