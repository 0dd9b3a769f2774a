"""What the tests of WASI's files share: a directory for the program, and one outside of it."""

from __future__ import annotations

import os
import shutil
import tempfile
import unittest
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

from app._runtime import Err
from app.wasi import ReadOnly, Wasi
from app.wasi.filesystem import Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags

FOLLOW = PathFlags.SYMLINK_FOLLOW
STAY = PathFlags(0)
NONE = OpenFlags(0)
READ = DescriptorFlags.READ
WRITE = DescriptorFlags.WRITE
SECRET = b"nobody in the sandbox reads this"


class FileCase(unittest.TestCase):
    """Each test has `root`, the descriptor of a directory of its own, `inside`; beside that is `outside`."""

    def setUp(self) -> None:
        top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, top)
        self.inside, self.outside = top / "inside", top / "outside"
        self.inside.mkdir()
        self.outside.mkdir()
        (self.outside / "secret").write_bytes(SECRET)
        self.root = self.preopen(self.inside)

    def preopen(self, path: Path | ReadOnly) -> Descriptor:
        preopens: Any = Wasi(preopens={"/": path}).interface("wasi:filesystem/preopens")
        [(descriptor, name)] = preopens.get_directories()
        assert isinstance(descriptor, Descriptor)
        self.assertEqual(name, "/")
        return descriptor

    @contextmanager
    def fails(self, code: ErrorCode) -> Iterator[None]:
        with self.assertRaises(Err) as found:
            yield
        self.assertIs(found.exception.value, code)

    def open(
        self,
        path: str,
        flags: DescriptorFlags = READ,
        how: OpenFlags = NONE,
        links: PathFlags = FOLLOW,
    ) -> Descriptor:
        return self.root.open_at(links, path, how, flags)

    def names(self, descriptor: Descriptor) -> list[str]:
        stream = descriptor.read_directory()
        return sorted(entry.name for entry in iter(stream.read_directory_entry, None))

    def outside_is_untouched(self) -> None:
        self.assertEqual(os.listdir(self.outside), ["secret"])
        self.assertEqual((self.outside / "secret").read_bytes(), SECRET)
