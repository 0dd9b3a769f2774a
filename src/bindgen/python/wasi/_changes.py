"""What is done with names in directories, and with files, apart from their contents."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys

from ._contents import LAST
from ._sandbox import Directory, Handle, Opened, Place, error, escape, without_zero


def create_directory(directory: Directory, path: str) -> None:
    place = directory.to_change(_without_slashes(path)).place()
    os.mkdir(place.name, dir_fd=place.directory)


def remove_directory(directory: Directory, path: str) -> None:
    place = directory.to_change(path).place()
    os.rmdir(place.name, dir_fd=place.directory)


def unlink(directory: Directory, path: str) -> None:
    place = directory.to_change(path).place()
    os.unlink(place.name, dir_fd=place.directory)


def link(old: Directory, follow: bool, path: str, new: Directory, new_path: str) -> None:
    old.must_be_changeable()
    new.must_be_changeable()
    if follow:
        raise error(errno.EINVAL)
    place, new_place = old.look_up(path).place(), new.look_up(new_path).place()
    os.link(
        place.name,
        new_place.name,
        src_dir_fd=place.directory,
        dst_dir_fd=new_place.directory,
        follow_symlinks=os.link not in os.supports_follow_symlinks,
    )


def rename(old: Directory, path: str, new: Directory, new_path: str) -> None:
    old.must_be_changeable()
    new.must_be_changeable()
    place = old.look_up(_without_slashes(path)).place()
    new_place = new.look_up(_without_slashes(new_path)).place()
    name = place.name
    if path.endswith("/") or new_path.endswith("/"):
        if sys.platform == "linux":
            # With a slash the system itself refuses all but directories, links to them too.
            name += b"/"
        elif not stat.S_ISDIR(_stat(place).st_mode):
            raise error(errno.ENOTDIR)
    os.replace(name, new_place.name, src_dir_fd=place.directory, dst_dir_fd=new_place.directory)


def symlink(directory: Directory, target: str, path: str) -> None:
    directory.must_be_changeable()
    if target.startswith("/"):
        # It could not be followed, but another program could be led astray by it.
        raise escape()
    place = directory.look_up(path).place()
    os.symlink(without_zero(target.encode()), place.name, dir_fd=place.directory)


def read_link(directory: Directory, path: str) -> str:
    place = directory.look_up(path).place()
    target = os.readlink(place.name, dir_fd=place.directory)
    if target.startswith(b"/"):
        # What this machine looks like outside of the directory is not the program's concern.
        raise escape()
    return text(target)


def text(name: bytes) -> str:
    """A name that the system has, as a string of WASI's."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise error(errno.EILSEQ) from None


def entries(directory: Directory) -> list[tuple[str, int] | OSError]:
    """The names in a directory with the types that they have, as in `st_mode`, and errors of single ones."""
    with directory.opened() as itself, os.scandir(itself) as found:
        return [_entry(entry) for entry in found]


def _entry(found: os.DirEntry[str] | os.DirEntry[bytes]) -> tuple[str, int] | OSError:
    try:
        name = text(os.fsencode(found.name))
        # Systems say what directories and files are while they list them; asking costs a call.
        if found.is_dir(follow_symlinks=False):
            return name, stat.S_IFDIR
        if found.is_file(follow_symlinks=False):
            return name, stat.S_IFREG
        return name, found.stat(follow_symlinks=False).st_mode
    except OSError as failure:
        return failure


def set_times(opened: Opened, accessed: int | None, modified: int | None) -> None:
    """Sets the times of an open file; None leaves one as it is."""
    opened.must_be_changeable()
    target = opened.number if isinstance(opened, Handle) else opened.itself
    if accessed is None and modified is None:
        return
    found = os.stat(target)
    os.utime(target, ns=_times(found, accessed, modified))


def set_times_at(directory: Directory, path: str, follow: bool, accessed: int | None, modified: int | None) -> None:
    place = directory.to_change(path).place(follow)
    name = place.name
    if accessed is None and modified is None:
        if follow:
            _stat(place)
        return
    times = _times(_stat(place), accessed, modified)
    can_follow_not = os.utime in os.supports_follow_symlinks
    os.utime(name, ns=times, dir_fd=place.directory, follow_symlinks=not can_follow_not)


def _times(found: os.stat_result, accessed: int | None, modified: int | None) -> tuple[int, int]:
    return (
        found.st_atime_ns if accessed is None else accessed,
        found.st_mtime_ns if modified is None else modified,
    )


def _stat(place: Place) -> os.stat_result:
    return os.stat(place.name, dir_fd=place.directory, follow_symlinks=False)


def _without_slashes(path: str) -> str:
    """A directory's name may end in slashes where the directory is made or renamed."""
    return path.rstrip("/") or path[:1]


def identity(found: os.stat_result) -> tuple[int, int]:
    """Two numbers that are the same for the same file, and tell a program nothing of this machine."""
    digest = hashlib.blake2b(b"%d %d" % (found.st_dev, found.st_ino), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def set_size(file: Handle, size: int) -> None:
    file.must_be_changeable()
    if size > LAST:
        raise error(errno.EINVAL)
    os.ftruncate(file.number, size)


def advise(file: Handle, offset: int, length: int, advice: str) -> None:
    """Tells the system how a file will be read, where it wants to know."""
    if length > LAST:
        raise error(errno.EINVAL)
    if hasattr(os, "posix_fadvise") and offset <= LAST:
        os.posix_fadvise(file.number, offset, length, getattr(os, f"POSIX_FADV_{advice.replace('_', '')}"))


def sync(opened: Opened, only_data: bool) -> None:
    """Waits until a file or a directory is on its medium."""
    synchronize = getattr(os, "fdatasync", os.fsync) if only_data else os.fsync
    if isinstance(opened, Handle):
        synchronize(opened.number)
        return
    with opened.opened() as itself:
        if isinstance(itself, int):
            synchronize(itself)
