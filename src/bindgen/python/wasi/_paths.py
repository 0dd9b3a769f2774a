"""The sandbox where the operating system opens no files relative to a directory, which is so on Windows.

Paths are resolved with `realpath` and must begin with the directory's. A process that swaps a directory for a link at the right
moment can make a program leave its directory: do not share preopened directories with such processes there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from ._sandbox import Directory, Handle, Lookup, Opened, Place, error, escape

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


def open_directory(path: str | os.PathLike[str], read_only: bool) -> Directory:
    """A directory of this machine, wherever it is."""
    relative = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
    return (Directory if relative else PathDirectory).of_host(path, read_only)


class PathDirectory(Directory):
    """A directory known by its path."""

    __slots__ = ("_path", "_read_only")

    def __init__(self, path: bytes, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only

    @classmethod
    def of_host(cls, path: str | os.PathLike[str], read_only: bool) -> Directory:
        real = os.path.realpath(os.fsencode(path))
        if not stat.S_ISDIR(os.stat(real).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fspath(path))
        return cls(real, read_only)

    @property
    def read_only(self) -> bool:
        return self._read_only

    @property
    def itself(self) -> int | bytes:
        return self._path

    def look_up(self, path: str) -> Lookup:
        return PathLookup(self._path, path.encode(), self._read_only)

    @contextmanager
    def opened(self) -> Iterator[int | bytes]:
        yield self._path


class PathLookup(Lookup):
    """A look-up that resolves the whole path at once."""

    def __init__(self, root: bytes, path: bytes, read_only: bool) -> None:
        self._root = root
        self._read_only = read_only
        self._begin(path)
        # Another separator or a drive in a name would lead to a place that was not compared.
        foreign = (os.altsep or "").encode() + (b"\\:" if os.name == "nt" else b"")
        if any(byte in foreign for part in self._parts for byte in part):
            raise escape()

    def _walk(self, follow: bool = False) -> Place:
        last = self._parts[0]
        if last in (b".", b".."):
            return Place(None, os.path.join(self._resolved([b".", *self._parts]), b"."))
        if follow:
            return Place(None, self._resolved(self._parts))
        return Place(None, os.path.join(self._resolved([b".", *self._parts[1:]]), last))

    def open(self, flags: int, follow: bool) -> Opened:
        if flags & os.O_CREAT and self._slash:
            raise error(errno.EISDIR)
        name = self.place(follow).name
        if not follow and os.path.islink(name):
            raise error(errno.EEXIST if flags & os.O_EXCL else errno.ELOOP)
        if os.path.isdir(name):
            if flags & os.O_CREAT and flags & os.O_EXCL:
                raise error(errno.EEXIST)
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
                raise error(errno.EISDIR)
            return PathDirectory(os.path.realpath(name), self._read_only)
        return Handle(os.open(name, flags | _BINARY, 0o666), self._read_only)

    def stat(self, follow: bool) -> os.stat_result:
        self._forget_slash(follow)
        return os.stat(self.place(follow).name, follow_symlinks=False)

    def _resolved(self, parts: list[bytes]) -> bytes:
        """Goes through the parts, the last one first. Each is compared, so that nothing is learnt of what is outside."""
        here = self._root
        for part in reversed(parts):
            if not os.path.isdir(here):
                raise error(errno.ENOTDIR if os.path.lexists(here) else errno.ENOENT)
            here = self._inside(os.path.realpath(os.path.join(here, part)))
        return here

    def _inside(self, path: bytes) -> bytes:
        if path != self._root and not path.startswith(os.path.join(self._root, b"")):
            raise escape()
        return path
