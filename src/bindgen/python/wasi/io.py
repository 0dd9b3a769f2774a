"""wasi:io: errors, what can be waited for, and streams.

The classes are bases too: an interface of your own may return streams that derive from `InputStream` and `OutputStream`, and
pollables that derive from `Pollable`.
"""

from __future__ import annotations

import math
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from .._runtime import Err, Trap

if TYPE_CHECKING:
    from . import Wasi

# No stream moves more at once, so that a program cannot make its host allocate what it likes.
CHUNK = 65536
# What the functions that write and flush at once may be given.
MOST_FLUSHED = 4096
# Between two looks at a pollable of a foreign class, in seconds: there is nothing in it to wait for.
STEP = 0.002


class Error:
    """wasi:io/error: an error that a stream had."""

    __slots__ = ("cause",)

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause

    def to_debug_string(self) -> str:
        return f"{type(self.cause).__name__}: {self.cause}"


@dataclass(slots=True)
class StreamError_LastOperationFailed:
    value: Error


@dataclass(slots=True)
class StreamError_Closed:
    pass


StreamError = Union[StreamError_LastOperationFailed, StreamError_Closed]


def closed() -> Err[StreamError]:
    return Err(StreamError_Closed())


def failed(cause: OSError) -> Err[StreamError]:
    """What a stream raises for an error of the operating system. A reader that has gone away closes the stream."""
    if isinstance(cause, BrokenPipeError):
        return closed()
    return Err(StreamError_LastOperationFailed(Error(cause)))


def too_much(contents: bytes) -> Trap:
    return Trap(f"{len(contents)} bytes to write and flush, more than {MOST_FLUSHED}")


class Pollable:
    """wasi:io/poll: something that is ready at once, after `deadline` (in `time.monotonic_ns`), or when the descriptor
    `file` has input."""

    __slots__ = ("deadline", "file")

    def __init__(self, deadline: int | None = None, file: int | None = None) -> None:
        self.deadline = deadline
        self.file = file

    def ready(self) -> bool:
        if self.deadline is not None:
            return time.monotonic_ns() >= self.deadline
        return self.file is None or readable([self.file], 0)

    def block(self) -> None:
        while not self.ready():
            _wait([self])


def readable(files: Sequence[int], milliseconds: int | None) -> bool:
    """Whether one of these descriptors has input, or is at its end, within a time."""
    if not hasattr(select, "poll"):
        # Where only sockets can be waited for, a read waits instead.
        return True
    poller = select.poll()
    for file in files:
        poller.register(file, select.POLLIN)
    return bool(poller.poll(milliseconds))


def _wait(pollables: Sequence[Pollable]) -> None:
    """Sleeps until one of these may be ready."""
    deadlines = [p.deadline for p in pollables if isinstance(p, Pollable) and p.deadline is not None]
    files = [p.file for p in pollables if isinstance(p, Pollable) and p.file is not None]
    # An hour is as good as for ever: the caller looks again.
    seconds = 3600.0
    if deadlines:
        seconds = min(seconds, max(0, min(deadlines) - time.monotonic_ns()) / 1e9)
    if len(deadlines) + len(files) < len(pollables):
        seconds = min(seconds, STEP)
    if files:
        readable(files, math.ceil(seconds * 1000))
    else:
        time.sleep(seconds)


class InputStream:
    """wasi:io/streams: a stream to read from. This one is at its end."""

    __slots__ = ()

    def read(self, size: int) -> bytes:
        """Returns what is there, at most `size` bytes, without waiting."""
        raise closed()

    def blocking_read(self, size: int) -> bytes:
        """Waits until there is something."""
        return self.read(size)

    def skip(self, size: int) -> int:
        return len(self.read(size))

    def blocking_skip(self, size: int) -> int:
        return len(self.blocking_read(size))

    def subscribe(self) -> Pollable:
        return Pollable()


class OutputStream:
    """wasi:io/streams: a stream to write to. This one drops everything."""

    __slots__ = ()

    def check_write(self) -> int:
        """How many bytes the next `write` may have."""
        return CHUNK

    def write(self, contents: bytes) -> None:
        pass

    def flush(self) -> None:
        pass

    def blocking_flush(self) -> None:
        self.flush()

    def blocking_write_and_flush(self, contents: bytes) -> None:
        if len(contents) > MOST_FLUSHED:
            raise too_much(contents)
        self.write(contents)
        self.flush()

    def subscribe(self) -> Pollable:
        return Pollable()

    def write_zeroes(self, size: int) -> None:
        if size > self.check_write():
            raise Trap("more zeroes to write than `check-write` allows")
        self.write(bytes(size))

    def blocking_write_zeroes_and_flush(self, size: int) -> None:
        if size > MOST_FLUSHED:
            raise Trap(f"{size} zeroes to write and flush, more than {MOST_FLUSHED}")
        self.blocking_write_and_flush(bytes(size))

    def splice(self, source: InputStream, size: int) -> int:
        return self._splice(source.read, size)

    def blocking_splice(self, source: InputStream, size: int) -> int:
        return self._splice(source.blocking_read, size)

    def _splice(self, read: Callable[[int], bytes], size: int) -> int:
        size = min(size, self.check_write())
        if size == 0:
            return 0
        contents = read(size)
        if contents:
            self.write(contents)
        return len(contents)


class Poll:
    """The interface wasi:io/poll."""

    def poll(self, pollables: Sequence[Pollable]) -> list[int]:
        """Waits until at least one is ready; the places of those that are."""
        if not pollables:
            raise Trap("a list to poll is empty")
        while True:
            ready = [place for place, pollable in enumerate(pollables) if pollable.ready()]
            if ready:
                return ready
            _wait(pollables)


class Resources:
    """An interface that has resources, and no function of its own."""


INTERFACES: dict[str, Callable[[Wasi], object]] = {
    "error": lambda _: Resources(),
    "poll": lambda _: Poll(),
    "streams": lambda _: Resources(),
}
