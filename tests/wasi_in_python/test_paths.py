"""Paths, links, and what is done with names."""

from __future__ import annotations

import os
import subprocess
import unittest

from app.wasi.filesystem import DescriptorType, ErrorCode, NewTimestamp_NoChange, OpenFlags
from case import FOLLOW, READ, STAY, WRITE, FileCase


class Paths(FileCase):
    def setUp(self) -> None:
        super().setUp()
        (self.inside / "a" / "b").mkdir(parents=True)
        (self.inside / "a" / "b" / "file").write_bytes(b"deep")
        (self.inside / "top").write_bytes(b"top")

    def read(self, path: str) -> bytes:
        return self.open(path).read(100, 0)[0]

    def test_dots_and_slashes_inside(self) -> None:
        for path in ("a/b/file", "./a//b/./file", "a/../a/b/file", "a/b/../b/file", "a/b/../../a/b/file"):
            self.assertEqual(self.read(path), b"deep", path)
        for path in (".", "./", "a/..", "a/../.", "a/b/../.."):
            self.assertEqual(self.names(self.open(path)), ["a", "top"], path)

    def test_links_are_followed_part_by_part(self) -> None:
        os.symlink("b", self.inside / "a" / "same")
        os.symlink("a/same/file", self.inside / "to-file")
        os.symlink("../top", self.inside / "a" / "up")
        os.symlink("a/b/", self.inside / "slash")
        os.symlink("to-file", self.inside / "twice")
        for path in ("to-file", "twice", "a/same/file", "slash/file", "a/same/../same/file"):
            self.assertEqual(self.read(path), b"deep", path)
        self.assertEqual(self.read("a/up"), b"top")
        self.assertEqual(self.read("a/same/../up"), b"top")

    def test_a_link_is_not_followed_unless_asked(self) -> None:
        os.symlink("top", self.inside / "link")
        with self.fails(ErrorCode.LOOP):
            self.open("link", links=STAY)
        self.assertIs(self.root.stat_at(STAY, "link").type, DescriptorType.SYMBOLIC_LINK)
        self.assertIs(self.root.stat_at(FOLLOW, "link").type, DescriptorType.REGULAR_FILE)
        self.assertNotEqual(self.root.metadata_hash_at(STAY, "link"), self.root.metadata_hash_at(FOLLOW, "link"))
        self.assertEqual(self.root.metadata_hash_at(FOLLOW, "link"), self.open("top").metadata_hash())
        # A slash after its name follows it, whatever was asked, except in Wasmtime where the name is all of the path.
        os.symlink("a", self.inside / "directory")
        os.symlink("../a", self.inside / "a" / "directory")
        self.assertIs(self.root.stat_at(STAY, "a/directory/").type, DescriptorType.DIRECTORY)
        self.assertIs(self.root.stat_at(STAY, "directory/").type, DescriptorType.SYMBOLIC_LINK)
        self.assertEqual(self.names(self.open("directory/", links=STAY)), ["b", "directory"])

    def test_forty_links_and_not_one_more(self) -> None:
        os.symlink("top", self.inside / "1")
        for number in range(2, 42):
            os.symlink(str(number - 1), self.inside / str(number))
        self.assertEqual(self.read("40"), b"top")
        with self.fails(ErrorCode.LOOP):
            self.open("41")
        os.symlink("round", self.inside / "round")
        for path in ("round", "round/x"):
            with self.fails(ErrorCode.LOOP):
                self.open(path)
            with self.fails(ErrorCode.LOOP):
                self.root.stat_at(FOLLOW, path)

    def test_files_are_no_directories(self) -> None:
        for path in ("top/", "top/.", "top/..", "top/x"):
            with self.fails(ErrorCode.NOT_DIRECTORY):
                self.open(path)
            with self.fails(ErrorCode.NOT_DIRECTORY):
                self.root.stat_at(FOLLOW, path)
        with self.fails(ErrorCode.NOT_DIRECTORY):
            self.open("top", how=OpenFlags.DIRECTORY)
        with self.fails(ErrorCode.NOT_DIRECTORY):
            self.open("top").open_at(FOLLOW, "x", OpenFlags(0), READ)

    def test_names_that_cannot_be(self) -> None:
        cases = (
            ("", ErrorCode.NO_ENTRY),
            ("x" * 256, ErrorCode.NAME_TOO_LONG),
            ("x/" * 2048, ErrorCode.NAME_TOO_LONG),
            ("to\0p", ErrorCode.INVALID),
            ("missing", ErrorCode.NO_ENTRY),
            ("missing/x", ErrorCode.NO_ENTRY),
        )
        for path, code in cases:
            with self.subTest(path[:20]):
                for function in (self.open, lambda path: self.root.stat_at(FOLLOW, path), self.root.readlink_at):
                    with self.fails(code):
                        function(path)

    def test_the_length_of_a_parent(self) -> None:
        """A name that is changed does not count, nor the slash before it."""
        for length, code in ((4095, ErrorCode.NO_ENTRY), (4097, ErrorCode.NAME_TOO_LONG)):
            parent = "x/" * (length // 2) + "x"
            for change in (self.root.create_directory_at, self.root.unlink_file_at):
                with self.fails(code):
                    change(f"{parent}/name")
        with self.fails(ErrorCode.INVALID):
            self.root.set_times_at(STAY, "a\0b", NewTimestamp_NoChange(), NewTimestamp_NoChange())

    def test_a_path_of_a_thousand_directories(self) -> None:
        # Python's own `rmtree` recurses too deeply here.
        self.addCleanup(lambda: subprocess.run(["rm", "-r", self.inside / "d"], check=True))
        here = os.open(self.inside, os.O_RDONLY)
        for _ in range(1500):
            os.mkdir("d", dir_fd=here)
            here, last = os.open("d", os.O_RDONLY, dir_fd=here), here
            os.close(last)
        os.close(here)
        self.assertEqual(self.names(self.open("d/" * 1500)), [])
        self.assertEqual(self.names(self.open("d/" * 600 + "../" * 600)), ["a", "d", "top"])

    def test_a_name_that_is_not_text(self) -> None:
        os.mkdir(self.inside / "odd")
        (self.inside / "odd" / "good").touch()
        with open(os.fsencode(self.inside) + b"/odd/\xff", "wb"):
            pass
        stream = self.open("odd").read_directory()
        found: list[object] = []
        for _ in range(2):
            try:
                entry = stream.read_directory_entry()
                found.append(entry and entry.name)
            except Exception as error:
                found.append(getattr(error, "value", error))
        self.assertCountEqual(found, ["good", ErrorCode.ILLEGAL_BYTE_SEQUENCE])
        self.assertIsNone(stream.read_directory_entry())
        os.symlink(b"\xff", os.fsencode(self.inside) + b"/link")
        with self.fails(ErrorCode.ILLEGAL_BYTE_SEQUENCE):
            self.root.readlink_at("link")
        self.assertEqual(self.read_new("日本語 🦀"), b"text")

    def read_new(self, name: str) -> bytes:
        self.open(name, READ | WRITE, OpenFlags.CREATE).write(b"text", 0)
        return (self.inside / name).read_bytes()


class Names(FileCase):
    """Making, renaming, linking and removing."""

    def test_directories(self) -> None:
        self.root.create_directory_at("d")
        self.root.create_directory_at("d/e//")
        with self.fails(ErrorCode.EXIST):
            self.root.create_directory_at("d/")
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.create_directory_at("x/y")
        with self.fails(ErrorCode.NOT_EMPTY):
            self.root.remove_directory_at("d")
        self.root.remove_directory_at("d/e")
        (self.inside / "file").touch()
        with self.fails(ErrorCode.NOT_DIRECTORY):
            self.root.remove_directory_at("file")
        with self.fails(ErrorCode.IS_DIRECTORY):
            self.root.unlink_file_at("d")
        self.root.unlink_file_at("file")
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.unlink_file_at("file")
        self.assertEqual(os.listdir(self.inside), ["d"])

    def test_symbolic_links(self) -> None:
        self.root.symlink_at("../anywhere/at all", "link")
        self.assertEqual(os.readlink(self.inside / "link"), "../anywhere/at all")
        self.assertEqual(self.root.readlink_at("link"), "../anywhere/at all")
        with self.fails(ErrorCode.EXIST):
            self.root.symlink_at("x", "link")
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.symlink_at("x", "other/")
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.symlink_at("", "other")
        with self.fails(ErrorCode.INVALID):
            self.root.symlink_at("a\0b", "other")
        (self.inside / "file").touch()
        with self.fails(ErrorCode.INVALID):
            self.root.readlink_at("file")
        self.root.unlink_file_at("link")

    def test_hard_links(self) -> None:
        (self.inside / "file").write_bytes(b"one")
        self.root.create_directory_at("d")
        self.root.link_at(STAY, "file", self.open("d"), "same")
        self.assertEqual(self.root.stat_at(STAY, "d/same").link_count, 2)
        self.assertTrue(self.open("file").is_same_object(self.open("d/same")))
        self.assertFalse(self.open("file").is_same_object(self.open("d")))
        with self.fails(ErrorCode.INVALID):
            self.root.link_at(FOLLOW, "file", self.root, "other")
        with self.fails(ErrorCode.EXIST):
            self.root.link_at(STAY, "file", self.root, "d")
        with self.fails(ErrorCode.NOT_PERMITTED):
            self.root.link_at(STAY, "d", self.root, "e")
        with self.fails(ErrorCode.NOT_DIRECTORY):
            self.root.link_at(STAY, "file", self.open("file"), "x")
        # Of a link, another name of the link is made.
        os.symlink("file", self.inside / "link")
        self.root.link_at(STAY, "link", self.root, "link2")
        self.assertTrue(os.path.islink(self.inside / "link2"))

    def test_renames(self) -> None:
        (self.inside / "file").write_bytes(b"one")
        (self.inside / "old").write_bytes(b"old")
        self.root.create_directory_at("d")
        self.root.rename_at("file", self.root, "old")
        self.assertEqual((self.inside / "old").read_bytes(), b"one")
        self.root.rename_at("old", self.open("d"), "new")
        self.assertEqual(os.listdir(self.inside / "d"), ["new"])
        self.root.rename_at("d/", self.root, "e/")
        self.assertEqual(os.listdir(self.inside), ["e"])
        for old, new in (("e/new/", "x"), ("e/new", "x/")):
            with self.fails(ErrorCode.NOT_DIRECTORY):
                self.root.rename_at(old, self.root, new)
        with self.fails(ErrorCode.NO_ENTRY):
            self.root.rename_at("missing", self.root, "x")
        with self.fails(ErrorCode.INVALID):
            self.root.rename_at("e", self.root, "e/below")
        for old, new in (("e/.", "x"), ("e/new/", "e/..")):
            with self.fails(ErrorCode.BUSY):
                self.root.rename_at(old, self.root, new)
        os.symlink("e", self.inside / "link")
        with self.fails(ErrorCode.NOT_DIRECTORY):
            self.root.rename_at("link/", self.root, "x")


if __name__ == "__main__":
    unittest.main()
