"""Open files: contents, sizes, times, and what is told of them."""

from __future__ import annotations

import os
import time
import unittest
from typing import Callable

from app._runtime import Err
from app.wasi import ReadOnly
from app.wasi.clocks import Datetime
from app.wasi.filesystem import (
    Advice,
    DescriptorFlags,
    DescriptorType,
    ErrorCode,
    NewTimestamp_NoChange,
    NewTimestamp_Now,
    NewTimestamp_Timestamp,
    OpenFlags,
)
from app.wasi.io import OutputStream, StreamError_Closed, StreamError_LastOperationFailed
from case import FOLLOW, READ, STAY, WRITE, FileCase

SAME = NewTimestamp_NoChange()
TOO_FAR = 1 << 63


def at(seconds: int, nanoseconds: int = 0) -> NewTimestamp_Timestamp:
    return NewTimestamp_Timestamp(Datetime(seconds, nanoseconds))


class Opening(FileCase):
    def test_flags(self) -> None:
        (self.inside / "file").write_bytes(b"contents")
        create, exclusive, truncate = OpenFlags.CREATE, OpenFlags.EXCLUSIVE, OpenFlags.TRUNCATE
        self.assertEqual(self.open("file").get_flags(), READ)
        self.assertEqual(self.open("file", DescriptorFlags(0)).get_flags(), READ)
        self.assertEqual(self.open("file", WRITE).get_flags(), WRITE)
        self.assertEqual(self.open("file", how=create).get_flags(), READ | WRITE)
        self.assertEqual(self.root.get_flags(), READ | DescriptorFlags.MUTATE_DIRECTORY)
        with self.fails(ErrorCode.EXIST):
            self.open("file", WRITE, create | exclusive)
        # Without `create`, `exclusive` says nothing.
        self.open("file", WRITE, exclusive)
        self.assertEqual((self.inside / "file").read_bytes(), b"contents")
        self.open("file", READ, truncate)
        self.assertEqual((self.inside / "file").read_bytes(), b"")
        self.open("new", READ, create | exclusive)
        self.assertTrue((self.inside / "new").exists())
        for flag in ("FILE_INTEGRITY_SYNC", "DATA_INTEGRITY_SYNC", "REQUESTED_WRITE_SYNC"):
            with self.fails(ErrorCode.UNSUPPORTED):
                self.open("file", READ | DescriptorFlags[flag])

    def test_directories(self) -> None:
        (self.inside / "d").mkdir()
        (self.inside / "file").touch()
        directory = OpenFlags.DIRECTORY
        for path in ("d", "d/", "d/."):
            self.assertEqual(self.open(path, how=directory).get_flags(), READ)
            for how in (OpenFlags(0), OpenFlags.CREATE, OpenFlags.TRUNCATE):
                with self.fails(ErrorCode.IS_DIRECTORY):
                    self.open(path, WRITE, how)
        for path in ("new/", "file/", "d/"):
            with self.fails(ErrorCode.IS_DIRECTORY):
                self.open(path, WRITE, OpenFlags.CREATE)
        for how in (OpenFlags.CREATE, OpenFlags.EXCLUSIVE, OpenFlags.TRUNCATE):
            with self.fails(ErrorCode.INVALID):
                self.open("d", READ, directory | how)
        self.assertEqual(sorted(os.listdir(self.inside)), ["d", "file"])

    def test_what_only_files_or_only_directories_have(self) -> None:
        (self.inside / "file").touch()
        file, root = self.open("file", READ | WRITE), self.root
        with self.fails(ErrorCode.IS_DIRECTORY):
            root.read_via_stream(0)
        for of_files in (
            lambda: root.write_via_stream(0),
            root.append_via_stream,
            lambda: root.advise(0, 0, Advice.NORMAL),
            lambda: root.set_size(0),
            lambda: root.read(1, 0),
            lambda: root.write(b"", 0),
        ):
            with self.fails(ErrorCode.BAD_DESCRIPTOR):
                of_files()
        for of_directories in (
            file.read_directory,
            lambda: file.stat_at(FOLLOW, "x"),
            lambda: file.create_directory_at("x"),
            lambda: file.readlink_at("x"),
            lambda: self.root.rename_at("file", file, "x"),
        ):
            with self.fails(ErrorCode.NOT_DIRECTORY):
                of_directories()

    def test_a_directory_to_read_only(self) -> None:
        (self.inside / "file").write_bytes(b"stays")
        (self.inside / "d").mkdir()
        root = self.preopen(ReadOnly(self.inside))
        self.assertEqual(root.get_flags(), READ)
        file, below = root.open_at(FOLLOW, "file", OpenFlags(0), READ), root.open_at(FOLLOW, "d", OpenFlags(0), READ)
        self.assertEqual(file.read(9, 0), (b"stays", False))
        changes: list[Callable[[], object]] = [
            lambda: root.open_at(FOLLOW, "file", OpenFlags(0), WRITE),
            lambda: root.open_at(FOLLOW, "file", OpenFlags.TRUNCATE, READ),
            lambda: root.open_at(FOLLOW, "new", OpenFlags.CREATE, READ),
            lambda: file.write(b"x", 0),
            lambda: file.write_via_stream(0),
            file.append_via_stream,
            lambda: file.set_size(0),
            lambda: file.set_times(at(1), at(1)),
            lambda: root.set_times(at(1), at(1)),
            lambda: root.set_times_at(FOLLOW, "file", at(1), at(1)),
            lambda: below.create_directory_at("new"),
            lambda: root.remove_directory_at("d"),
            lambda: root.unlink_file_at("file"),
            lambda: below.symlink_at("x", "new"),
            lambda: root.rename_at("file", self.root, "new"),
            lambda: self.root.rename_at("file", root, "new"),
            lambda: root.link_at(STAY, "file", self.root, "new"),
            lambda: self.root.link_at(STAY, "file", below, "new"),
        ]
        for change in changes:
            with self.fails(ErrorCode.NOT_PERMITTED):
                change()
        self.assertEqual(sorted(os.listdir(self.inside)), ["d", "file"])
        self.assertEqual((self.inside / "file").read_bytes(), b"stays")

    def test_a_link_to_nothing_is_created_inside(self) -> None:
        os.symlink("made", self.inside / "link")
        self.open("link", WRITE, OpenFlags.CREATE).write(b"x", 0)
        self.assertEqual((self.inside / "made").read_bytes(), b"x")
        with self.fails(ErrorCode.LOOP):
            self.open("link", WRITE, OpenFlags.CREATE, links=STAY)
        with self.fails(ErrorCode.EXIST):
            self.open("link", WRITE, OpenFlags.CREATE | OpenFlags.EXCLUSIVE)


class Contents(FileCase):
    def setUp(self) -> None:
        super().setUp()
        (self.inside / "file").write_bytes(b"0123456789")
        self.file = self.open("file", READ | WRITE)

    def now(self) -> bytes:
        return (self.inside / "file").read_bytes()

    def test_read_and_write(self) -> None:
        self.assertEqual(self.file.read(3, 4), (b"456", False))
        self.assertEqual(self.file.read(100, 8), (b"89", False))
        self.assertEqual(self.file.read(1, 10), (b"", True))
        self.assertEqual(self.file.write(b"ab", 9), 2)
        self.assertEqual(self.file.write(b"z", 13), 1)
        self.assertEqual(self.now(), b"012345678ab\0\0z")
        for position in (TOO_FAR, (1 << 64) - 1):
            with self.fails(ErrorCode.INVALID):
                self.file.read(1, position)
            with self.fails(ErrorCode.INVALID):
                self.file.write(b"x", position)
        with self.fails(ErrorCode.BAD_DESCRIPTOR):
            self.open("file", WRITE).read(1, 0)
        with self.fails(ErrorCode.BAD_DESCRIPTOR):
            self.open("file").write(b"x", 0)

    def test_no_more_than_a_chunk_is_read(self) -> None:
        os.truncate(self.inside / "file", 1 << 20)
        self.assertEqual(len(self.file.read((1 << 64) - 1, 0)[0]), 65536)
        self.assertEqual(len(self.file.read_via_stream(0).blocking_read(1 << 40)), 65536)

    def test_sizes(self) -> None:
        self.file.set_size(4)
        self.assertEqual(self.now(), b"0123")
        self.file.set_size(6)
        self.assertEqual(self.now(), b"0123\0\0")
        with self.fails(ErrorCode.INVALID):
            self.file.set_size(TOO_FAR)
        with self.fails(ErrorCode.INVALID):
            self.open("file").set_size(0)

    def test_advice_and_synchronization(self) -> None:
        for advice in Advice:
            self.file.advise(0, 10, advice)
        self.file.advise((1 << 64) - 1, 0, Advice.NORMAL)
        with self.fails(ErrorCode.INVALID):
            self.file.advise(0, TOO_FAR, Advice.NORMAL)
        for descriptor in (self.file, self.root):
            descriptor.sync()
            descriptor.sync_data()

    def test_reading_by_a_stream(self) -> None:
        stream = self.file.read_via_stream(2)
        self.assertTrue(stream.subscribe().ready())
        self.assertEqual(stream.read(0), b"")
        self.assertEqual(stream.read(3), b"234")
        self.assertEqual(stream.skip(1), 1)
        self.assertEqual(stream.blocking_read(100), b"6789")
        for _ in range(2):
            self.assertCloses(lambda: stream.blocking_read(1))
        # Its descriptor may go before it, and its end stays the end.
        other = self.file.read_via_stream(0)
        del self.file
        self.assertEqual(other.blocking_skip(4), 4)

    def assertCloses(self, function: object) -> None:
        with self.assertRaises(Err) as found:
            assert callable(function)
            function()
        self.assertEqual(found.exception.value, StreamError_Closed())

    def test_writing_by_a_stream(self) -> None:
        stream = self.file.write_via_stream(8)
        self.assertGreaterEqual(stream.check_write(), 4096)
        stream.write(b"ab")
        stream.blocking_write_and_flush(b"cd")
        stream.write_zeroes(2)
        stream.flush()
        self.assertEqual(self.now(), b"01234567abcd\0\0")
        end = self.file.append_via_stream()
        end.blocking_write_and_flush(b"!")
        self.file.set_size(3)
        end.write(b"?")
        self.assertEqual(self.now(), b"012?")
        # Appending leaves the other stream's place alone.
        stream.write(b"e")
        self.assertEqual(self.now()[14:], b"e")

    def test_splicing(self) -> None:
        (self.inside / "copy").touch()
        source, copy = self.file.read_via_stream(0), self.open("copy", WRITE).write_via_stream(0)
        self.assertEqual(copy.splice(source, 4), 4)
        self.assertEqual(copy.splice(source, 0), 0)
        self.assertEqual(copy.blocking_splice(source, 100), 6)
        self.assertCloses(lambda: copy.blocking_splice(source, 1))
        self.assertEqual((self.inside / "copy").read_bytes(), b"0123456789")

    def test_a_stream_that_fails_ends(self) -> None:
        def fails(stream: OutputStream) -> None:
            with self.assertRaises(Err) as found:
                stream.write(b"x")
            error = found.exception.value
            assert isinstance(error, StreamError_LastOperationFailed)
            self.assertIn("Bad file descriptor", error.value.to_debug_string())
            types = __import__("app.wasi", fromlist=["Wasi"]).Wasi().interface("wasi:filesystem/types")
            self.assertIs(types.filesystem_error_code(error.value), ErrorCode.BAD_DESCRIPTOR)
            for function in (stream.check_write, stream.flush, lambda: stream.write(b"x")):
                self.assertCloses(function)

        fails(self.open("file").write_via_stream(0))
        fails(self.open("file").append_via_stream())


class Told(FileCase):
    def test_stat(self) -> None:
        (self.inside / "file").write_bytes(b"12345")
        os.utime(self.inside / "file", ns=(1_000_000_007, 2_500_000_000))
        stat = self.root.stat_at(STAY, "file")
        self.assertEqual(stat, self.open("file").stat())
        self.assertEqual((stat.type, stat.link_count, stat.size), (DescriptorType.REGULAR_FILE, 1, 5))
        self.assertEqual(stat.data_access_timestamp, Datetime(1, 7))
        self.assertEqual(stat.data_modification_timestamp, Datetime(2, 500_000_000))
        assert stat.status_change_timestamp is not None
        self.assertLess(abs(stat.status_change_timestamp.seconds - time.time()), 60)
        os.utime(self.inside / "file", (-5, -5))
        self.assertIsNone(self.open("file").stat().data_modification_timestamp)

    def test_types(self) -> None:
        os.mkfifo(self.inside / "pipe")
        os.symlink("x", self.inside / "link")
        (self.inside / "d").mkdir()
        (self.inside / "file").touch()
        wanted = {
            "d": DescriptorType.DIRECTORY,
            "file": DescriptorType.REGULAR_FILE,
            "link": DescriptorType.SYMBOLIC_LINK,
            "pipe": DescriptorType.UNKNOWN,
        }
        stream = self.root.read_directory()
        entries = list(iter(stream.read_directory_entry, None))
        self.assertEqual({entry.name: entry.type for entry in entries}, wanted)
        self.assertIsNone(stream.read_directory_entry())
        self.assertEqual({name: self.root.stat_at(STAY, name).type for name in wanted}, wanted)
        self.assertIs(self.root.get_type(), DescriptorType.DIRECTORY)
        self.assertIs(self.open("file").get_type(), DescriptorType.REGULAR_FILE)
        self.assertIs(self.preopen(self.inside / "d").stat().type, DescriptorType.DIRECTORY)

    def test_setting_times(self) -> None:
        (self.inside / "file").touch()
        os.symlink("file", self.inside / "link")
        file = self.open("file", READ | WRITE)
        file.set_times(at(5, 6), at(7, 8))
        self.assertEqual(self.times("file"), (5_000_000_006, 7_000_000_008))
        file.set_times(SAME, at(9))
        self.assertEqual(self.times("file"), (5_000_000_006, 9_000_000_000))
        self.root.set_times_at(FOLLOW, "link", at(1), SAME)
        self.assertEqual(self.times("file"), (1_000_000_000, 9_000_000_000))
        self.root.set_times_at(STAY, "link", at(3), at(4))
        self.assertEqual(self.times("link"), (3_000_000_000, 4_000_000_000))
        self.assertEqual(self.times("file"), (1_000_000_000, 9_000_000_000))
        file.set_times(SAME, SAME)
        file.set_times(NewTimestamp_Now(), SAME)
        self.assertLess(abs(self.times("file")[0] - time.time_ns()), 60e9)
        with self.fails(ErrorCode.OVERFLOW):
            file.set_times(at(TOO_FAR), SAME)
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.set_times_at(FOLLOW, "missing", SAME, SAME)

    def times(self, name: str) -> tuple[int, int]:
        found = os.lstat(self.inside / name)
        return found.st_atime_ns, found.st_mtime_ns

    def test_what_is_dropped_is_closed(self) -> None:
        (self.inside / "file").touch()
        for _ in range(20_000):
            self.open("file").read_via_stream(0)
        self.assertLess(len(os.listdir("/proc/self/fd")), 100)


if __name__ == "__main__":
    unittest.main()
