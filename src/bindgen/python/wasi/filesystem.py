"""wasi:filesystem: files and directories, none of them outside of the directories that a program was given."""

from __future__ import annotations

import errno
import functools
import os
import stat
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, Flag
from typing import TYPE_CHECKING, ParamSpec, TypeVar, Union

from .._runtime import Err
from . import HostDirectory, ReadOnly, _changes
from ._codes import CODES
from ._contents import LAST, Reader, Writer, read_at, write_at
from ._paths import open_directory
from ._sandbox import Directory, Handle, Opened, error, opening
from .clocks import SECOND, Datetime, datetime_of
from .io import Error, InputStream, OutputStream

if TYPE_CHECKING:
    from . import Wasi


class DescriptorType(Enum):
    UNKNOWN = 0
    BLOCK_DEVICE = 1
    CHARACTER_DEVICE = 2
    DIRECTORY = 3
    FIFO = 4
    SYMBOLIC_LINK = 5
    REGULAR_FILE = 6
    SOCKET = 7


class DescriptorFlags(Flag):
    READ = 1
    WRITE = 2
    FILE_INTEGRITY_SYNC = 4
    DATA_INTEGRITY_SYNC = 8
    REQUESTED_WRITE_SYNC = 16
    MUTATE_DIRECTORY = 32


class PathFlags(Flag):
    SYMLINK_FOLLOW = 1


class OpenFlags(Flag):
    CREATE = 1
    DIRECTORY = 2
    EXCLUSIVE = 4
    TRUNCATE = 8


@dataclass(slots=True)
class DescriptorStat:
    type: DescriptorType
    link_count: int
    size: int
    data_access_timestamp: Datetime | None
    data_modification_timestamp: Datetime | None
    status_change_timestamp: Datetime | None


@dataclass(slots=True)
class NewTimestamp_NoChange:
    pass


@dataclass(slots=True)
class NewTimestamp_Now:
    pass


@dataclass(slots=True)
class NewTimestamp_Timestamp:
    value: Datetime


NewTimestamp = Union[NewTimestamp_NoChange, NewTimestamp_Now, NewTimestamp_Timestamp]


@dataclass(slots=True)
class DirectoryEntry:
    type: DescriptorType
    name: str


class ErrorCode(Enum):
    ACCESS = 0
    WOULD_BLOCK = 1
    ALREADY = 2
    BAD_DESCRIPTOR = 3
    BUSY = 4
    DEADLOCK = 5
    QUOTA = 6
    EXIST = 7
    FILE_TOO_LARGE = 8
    ILLEGAL_BYTE_SEQUENCE = 9
    IN_PROGRESS = 10
    INTERRUPTED = 11
    INVALID = 12
    IO = 13
    IS_DIRECTORY = 14
    LOOP = 15
    TOO_MANY_LINKS = 16
    MESSAGE_SIZE = 17
    NAME_TOO_LONG = 18
    NO_DEVICE = 19
    NO_ENTRY = 20
    NO_LOCK = 21
    INSUFFICIENT_MEMORY = 22
    INSUFFICIENT_SPACE = 23
    NOT_DIRECTORY = 24
    NOT_EMPTY = 25
    NOT_RECOVERABLE = 26
    UNSUPPORTED = 27
    NO_TTY = 28
    NO_SUCH_DEVICE = 29
    OVERFLOW = 30
    NOT_PERMITTED = 31
    PIPE = 32
    READ_ONLY = 33
    INVALID_SEEK = 34
    TEXT_FILE_BUSY = 35
    CROSS_DEVICE = 36


class Advice(Enum):
    NORMAL = 0
    SEQUENTIAL = 1
    RANDOM = 2
    WILL_NEED = 3
    DONT_NEED = 4
    NO_REUSE = 5


@dataclass(slots=True)
class MetadataHashValue:
    lower: int
    upper: int


_P = ParamSpec("_P")
_T = TypeVar("_T")


def code_of(failure: OSError) -> ErrorCode:
    return ErrorCode[CODES.get(failure.errno or 0, "IO")]


def _fallible(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Makes errors of the operating system WASI's."""

    @functools.wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return function(*args, **kwargs)
        except OSError as failure:
            raise Err(code_of(failure)) from None

    return call


def _type_of(mode: int) -> DescriptorType:
    # Wasmtime knows pipes and sockets as unknown.
    return _TYPES.get(stat.S_IFMT(mode), DescriptorType.UNKNOWN)


_TYPES = {
    stat.S_IFREG: DescriptorType.REGULAR_FILE,
    stat.S_IFDIR: DescriptorType.DIRECTORY,
    stat.S_IFLNK: DescriptorType.SYMBOLIC_LINK,
    stat.S_IFCHR: DescriptorType.CHARACTER_DEVICE,
    stat.S_IFBLK: DescriptorType.BLOCK_DEVICE,
}


def _stat_of(found: os.stat_result) -> DescriptorStat:
    times = (found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns)
    # A time before 1970 has no `datetime`.
    datetimes = (datetime_of(moment) if moment >= 0 else None for moment in times)
    return DescriptorStat(_type_of(found.st_mode), found.st_nlink, found.st_size, *datetimes)


def _hash_of(found: os.stat_result) -> MetadataHashValue:
    return MetadataHashValue(*_changes.identity(found))


def _moment(wanted: NewTimestamp) -> int | None:
    """A time to set, in nanoseconds since 1970."""
    if isinstance(wanted, NewTimestamp_Timestamp):
        moment = wanted.value.seconds * SECOND + wanted.value.nanoseconds
        if moment // SECOND > LAST:
            raise error(errno.EOVERFLOW)
        return moment
    return time.time_ns() if isinstance(wanted, NewTimestamp_Now) else None


class DirectoryEntryStream:
    """wasi:filesystem/types: the entries of a directory, read when the stream was made."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[tuple[str, int] | OSError]) -> None:
        self._entries = iter(entries)

    def read_directory_entry(self) -> DirectoryEntry | None:
        entry = next(self._entries, None)
        if isinstance(entry, OSError):
            raise Err(code_of(entry))
        return entry and DirectoryEntry(_type_of(entry[1]), entry[0])


class Descriptor:
    """wasi:filesystem/types: an open file or directory."""

    __slots__ = ("_flags", "_opened")

    def __init__(self, opened: Opened, flags: DescriptorFlags) -> None:
        self._opened = opened
        self._flags = flags

    def _file(self, otherwise: int = errno.EBADF) -> Handle:
        if isinstance(self._opened, Directory):
            raise error(otherwise)
        return self._opened

    def _directory(self) -> Directory:
        if isinstance(self._opened, Directory):
            return self._opened
        raise error(errno.ENOTDIR)

    def _itself(self) -> int | bytes:
        return self._opened.itself if isinstance(self._opened, Directory) else self._opened.number

    @_fallible
    def read_via_stream(self, offset: int) -> InputStream:
        return Reader(self._file(errno.EISDIR), offset)

    @_fallible
    def write_via_stream(self, offset: int) -> OutputStream:
        return Writer(self._file(), offset)

    @_fallible
    def append_via_stream(self) -> OutputStream:
        return Writer(self._file(), None)

    @_fallible
    def advise(self, offset: int, length: int, advice: Advice) -> None:
        _changes.advise(self._file(), offset, length, advice.name)

    @_fallible
    def sync_data(self) -> None:
        _changes.sync(self._opened, only_data=True)

    def get_flags(self) -> DescriptorFlags:
        return self._flags

    @_fallible
    def get_type(self) -> DescriptorType:
        return _type_of(os.stat(self._itself()).st_mode)

    @_fallible
    def set_size(self, size: int) -> None:
        _changes.set_size(self._file(), size)

    @_fallible
    def set_times(self, accessed: NewTimestamp, modified: NewTimestamp) -> None:
        _changes.set_times(self._opened, _moment(accessed), _moment(modified))

    @_fallible
    def read(self, length: int, offset: int) -> tuple[bytes, bool]:
        contents = read_at(self._file(), length, offset)
        return contents, not contents

    @_fallible
    def write(self, contents: bytes, offset: int) -> int:
        return write_at(self._file(), contents, offset)

    @_fallible
    def read_directory(self) -> DirectoryEntryStream:
        return DirectoryEntryStream(_changes.entries(self._directory()))

    @_fallible
    def sync(self) -> None:
        _changes.sync(self._opened, only_data=False)

    @_fallible
    def create_directory_at(self, path: str) -> None:
        _changes.create_directory(self._directory(), path)

    @_fallible
    def stat(self) -> DescriptorStat:
        return _stat_of(os.stat(self._itself()))

    @_fallible
    def stat_at(self, flags: PathFlags, path: str) -> DescriptorStat:
        return _stat_of(self._directory().look_up(path).stat(bool(flags)))

    @_fallible
    def set_times_at(self, flags: PathFlags, path: str, accessed: NewTimestamp, modified: NewTimestamp) -> None:
        _changes.set_times_at(self._directory(), path, bool(flags), _moment(accessed), _moment(modified))

    @_fallible
    def link_at(self, flags: PathFlags, path: str, new: Descriptor, new_path: str) -> None:
        _changes.link(self._directory(), bool(flags), path, new._directory(), new_path)

    @_fallible
    def open_at(self, path_flags: PathFlags, path: str, open_flags: OpenFlags, flags: DescriptorFlags) -> Descriptor:
        directory = self._directory()
        if flags & _SYNC:
            raise error(errno.EOPNOTSUPP)
        if open_flags & OpenFlags.DIRECTORY and open_flags != OpenFlags.DIRECTORY:
            raise error(errno.EINVAL)
        create, truncate = OpenFlags.CREATE in open_flags, OpenFlags.TRUNCATE in open_flags
        for_writing = DescriptorFlags.WRITE in flags
        # What is created or truncated is opened for writing too, and what is not for writing is for reading.
        read, write = DescriptorFlags.READ in flags or not for_writing, for_writing or create or truncate
        if write:
            directory.must_be_changeable()
        system = opening(read, write, create, OpenFlags.EXCLUSIVE in open_flags, truncate)
        opened = directory.look_up(path).open(system, bool(path_flags))
        if isinstance(opened, Directory):
            write = False
        elif open_flags == OpenFlags.DIRECTORY:
            raise error(errno.ENOTDIR)
        return Descriptor(opened, _FLAGS[read, write])

    @_fallible
    def readlink_at(self, path: str) -> str:
        return _changes.read_link(self._directory(), path)

    @_fallible
    def remove_directory_at(self, path: str) -> None:
        _changes.remove_directory(self._directory(), path)

    @_fallible
    def rename_at(self, path: str, new: Descriptor, new_path: str) -> None:
        _changes.rename(self._directory(), path, new._directory(), new_path)

    @_fallible
    def symlink_at(self, target: str, path: str) -> None:
        _changes.symlink(self._directory(), target, path)

    @_fallible
    def unlink_file_at(self, path: str) -> None:
        _changes.unlink(self._directory(), path)

    def is_same_object(self, other: Descriptor) -> bool:
        return os.path.samestat(os.stat(self._itself()), os.stat(other._itself()))

    @_fallible
    def metadata_hash(self) -> MetadataHashValue:
        return _hash_of(os.stat(self._itself()))

    @_fallible
    def metadata_hash_at(self, flags: PathFlags, path: str) -> MetadataHashValue:
        return _hash_of(self._directory().look_up(path).stat(bool(flags)))


_SYNC = DescriptorFlags.FILE_INTEGRITY_SYNC | DescriptorFlags.DATA_INTEGRITY_SYNC | DescriptorFlags.REQUESTED_WRITE_SYNC
_FLAGS = {
    (True, False): DescriptorFlags.READ,
    (False, True): DescriptorFlags.WRITE,
    (True, True): DescriptorFlags.READ | DescriptorFlags.WRITE,
}


class Types:
    """The interface wasi:filesystem/types."""

    def filesystem_error_code(self, found: Error) -> ErrorCode | None:
        return code_of(found.cause) if isinstance(found.cause, OSError) else None


class Preopens:
    """The interface wasi:filesystem/preopens."""

    def __init__(self, wasi: Wasi) -> None:
        self._directories = [(_preopen(host), name) for name, host in wasi.preopens.items()]

    def get_directories(self) -> list[tuple[Descriptor, str]]:
        return [(Descriptor(*directory), name) for directory, name in self._directories]


def _preopen(host: HostDirectory) -> tuple[Directory, DescriptorFlags]:
    if isinstance(host, ReadOnly):
        return open_directory(host.path, True), DescriptorFlags.READ
    return open_directory(host, False), DescriptorFlags.READ | DescriptorFlags.MUTATE_DIRECTORY


INTERFACES: dict[str, Callable[[Wasi], object]] = {"preopens": Preopens, "types": lambda _: Types()}
