"""Paths below a directory that no path leaves.

A path is walked part by part. Each part is opened relative to the directory before it, and never through a link: links are
read, and their parts are walked in turn. Whatever another process does with directories and links meanwhile, only directories
below the first one are entered.

        "a/link/../b"   ->   open a, read link, open its parts, go back, ...   ->   the last directory, and "b"

`realpath` and a comparison would be shorter, but the file that is compared may be another one when it is opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Union

# Linux's own limits.
MOST_LINKS = 40
LONGEST = 4095

_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
# Entering a directory does not need the right to read it.
_ENTER = _DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)
_INHERIT_NOT = getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | _INHERIT_NOT
# What opening a link fails with, on one system or another, when links are not to be followed.
_IS_LINK = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)


def error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def escape() -> OSError:
    """What a path fails with that leads out of its directory."""
    return error(errno.EPERM)


class Handle:
    """A number of the operating system's, which is closed when nothing uses it any more."""

    __slots__ = ("number", "read_only")

    def __init__(self, number: int, read_only: bool = False) -> None:
        self.number = number
        self.read_only = read_only

    def must_be_changeable(self) -> None:
        if self.read_only:
            raise error(errno.EPERM)

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        close(self.number)


class Place:
    """A name in a directory, for the functions of `os`. The name is neither `..` nor has it a `/`; it may be a link."""

    __slots__ = ("_handle", "_name", "directory")

    def __init__(self, handle: Handle | None, name: bytes) -> None:
        self._handle = handle
        self._name = name
        self.directory = None if handle is None else handle.number

    @property
    def name(self) -> bytes:
        return without_zero(self._name)


class Directory:
    """A directory, and all that is below it."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @classmethod
    def of_host(cls, path: str | os.PathLike[str], read_only: bool) -> Directory:
        """A directory of this machine, wherever it is."""
        return cls(Handle(os.open(path, _ENTER | _INHERIT_NOT), read_only))

    @property
    def read_only(self) -> bool:
        """Whether a program may change nothing below it."""
        return self._handle.read_only

    @property
    def itself(self) -> int | bytes:
        """What the functions of `os` take for the directory."""
        return self._handle.number

    def look_up(self, path: str) -> Lookup:
        return Lookup(self._handle, path.encode())

    def to_change(self, path: str) -> Lookup:
        """A look-up of what is to be changed."""
        self.must_be_changeable()
        return self.look_up(path)

    def must_be_changeable(self) -> None:
        if self.read_only:
            raise error(errno.EPERM)

    @contextmanager
    def opened(self) -> Iterator[int | bytes]:
        """The directory, opened to read its entries."""
        handle = _open(self._handle, b".", os.O_RDONLY | _DIRECTORY)
        yield handle.number


# What a path leads to when it is opened.
Opened = Union[Handle, Directory]


def opening(read: bool, write: bool, create: bool, exclusive: bool, truncate: bool) -> int:
    """The flags of the operating system to open a file."""
    flags = (os.O_RDWR if read else os.O_WRONLY) if write else os.O_RDONLY
    if create:
        flags |= os.O_CREAT | (os.O_EXCL if exclusive else 0)
    if truncate and not flags & os.O_EXCL:
        flags |= os.O_TRUNC
    return flags


def without_zero(path: bytes) -> bytes:
    """A path that the operating system can be given."""
    if b"\0" in path:
        raise error(errno.EINVAL)
    return path


def split(path: bytes) -> list[bytes]:
    """The parts of a relative path, the last one first. One that must be a directory has `.` after it."""
    if path.startswith(b"/"):
        raise escape()
    parts = [part for part in path.split(b"/") if part]
    if path.endswith(b"/"):
        parts.append(b".")
    return parts[::-1]


class Lookup:
    """One walk: the start, the names of the directories entered since, and the parts that are left."""

    def __init__(self, start: Handle, path: bytes) -> None:
        self._start = self._here = start
        self._entered: list[bytes] = []
        self._begin(path)
        self._links = 0

    def _begin(self, path: bytes) -> None:
        if not path:
            raise error(errno.ENOENT)
        # The system walks a path as a whole, or that of the directory in which a name is changed.
        self._path = path
        self._parent = path if path.endswith((b"/", b"/.")) else path.rpartition(b"/")[0]
        without_zero(self._parent)
        self._parts = split(path)
        self._slash = path.endswith(b"/")

    def place(self, follow: bool = False) -> Place:
        """Walks to the last part. If it is to be followed, it is not a link, unless it has become one since."""
        self._check(self._path if follow else self._parent)
        return self._walk(follow)

    def _walk(self, follow: bool = False) -> Place:
        while self._parts:
            part = self._parts.pop()
            if part == b"..":
                self._leave()
            elif part == b".":
                pass
            elif self._parts:
                self._enter(part)
            elif not (follow and self._expand(part)):
                return Place(self._here, part)
        return Place(self._here, b".")

    def open(self, flags: int, follow: bool) -> Opened:
        """Opens the file or the directory at the path."""
        self._check(self._path)
        if flags & os.O_CREAT and self._slash:
            del self._parts[0]
            self._walk()
            raise error(errno.EISDIR)
        while True:
            name = self._walk().name
            try:
                handle = _open(self._here, name, flags)
                break
            except OSError as failure:
                if not (follow and failure.errno in _IS_LINK and self._expand(name)):
                    raise
        return Directory(handle) if stat.S_ISDIR(os.fstat(handle.number).st_mode) else handle

    def stat(self, follow: bool) -> os.stat_result:
        """What the system knows of the file at the path."""
        self._forget_slash(follow)
        self._check(self._path)
        while True:
            place = self._walk()
            found = os.stat(place.name, dir_fd=place.directory, follow_symlinks=False)
            if not (follow and stat.S_ISLNK(found.st_mode) and self._expand(place.name)):
                return found

    def _check(self, path: bytes) -> None:
        if len(without_zero(path)) > LONGEST:
            raise error(errno.ENAMETOOLONG)

    def _forget_slash(self, follow: bool) -> None:
        """Wasmtime takes `name/` for `name`, if links are not to be followed and there is nothing before it."""
        *rest, first = self._parts
        if not follow and first not in (b".", b"..") and all(part == b"." for part in rest):
            self._parts = [first]

    def _enter(self, name: bytes) -> None:
        try:
            self._here = _open(self._here, name, _ENTER)
        except OSError as failure:
            if failure.errno in _IS_LINK and self._expand(name):
                return
            raise
        self._entered.append(name)

    def _leave(self) -> None:
        """Goes back by walking from the start again. `..` itself would lead out of a directory that was moved away."""
        if not self._entered:
            raise escape()
        self._entered.pop()
        self._here = self._start
        for name in self._entered:
            self._here = _open(self._here, name, _ENTER)

    def _expand(self, name: bytes) -> bool:
        """Replaces a link by its parts; whether it is a link."""
        try:
            target = os.readlink(name, dir_fd=self._here.number)
        except OSError as failure:
            if failure.errno in (errno.EINVAL, errno.ENOENT):
                return False
            raise
        self._links += 1
        if self._links > MOST_LINKS:
            raise error(errno.ELOOP)
        self._parts.extend(split(target))
        return True


def _open(directory: Handle, name: bytes, flags: int) -> Handle:
    return Handle(os.open(name, flags | _NO_LINK, 0o666, dir_fd=directory.number), directory.read_only)
