"""Ways out of the sandbox: each is refused, and what is outside stays as it was."""

from __future__ import annotations

import os
import unittest
from typing import Callable

from app.wasi.filesystem import Descriptor, ErrorCode, NewTimestamp_Now, OpenFlags
from case import FOLLOW, READ, STAY, WRITE, FileCase

NOW = NewTimestamp_Now()


class Escapes(FileCase):
    def setUp(self) -> None:
        super().setUp()
        (self.inside / "d").mkdir()
        (self.inside / "file").write_bytes(b"mine")
        os.symlink("../outside", self.inside / "up")
        os.symlink(self.outside, self.inside / "absolute")
        os.symlink(self.inside / "d", self.inside / "absolute-inside")
        os.symlink("d/../../outside", self.inside / "around")
        os.symlink("..", self.inside / "parent")
        os.symlink("parent/outside", self.inside / "two-links")
        os.symlink("../../outside", self.inside / "d" / "deep")
        os.symlink("/proc/self/root", self.inside / "magic")
        os.symlink("../outside/secret", self.inside / "to-secret")
        os.symlink("../outside/new", self.inside / "to-new")

    # Each leads to the directory outside.
    WAYS = (
        "../outside",
        "d/../../outside",
        "./../outside",
        "up",
        "absolute",
        "around",
        "two-links",
        "d/deep",
        "parent/outside",
        "up/../outside",
        "../inside/../outside",
    )

    def everything(self, root: Descriptor, way: str) -> list[tuple[str, Callable[[], object]]]:
        """All that can be done with a file and a directory that are outside."""
        secret, new = f"{way}/secret", f"{way}/new"
        return [
            ("open", lambda: root.open_at(FOLLOW, secret, OpenFlags(0), READ)),
            ("open the directory", lambda: root.open_at(FOLLOW, f"{way}/", OpenFlags.DIRECTORY, READ)),
            ("truncate", lambda: root.open_at(FOLLOW, secret, OpenFlags.TRUNCATE, WRITE)),
            ("create", lambda: root.open_at(FOLLOW, new, OpenFlags.CREATE, WRITE)),
            ("create exclusively", lambda: root.open_at(STAY, new, OpenFlags.CREATE | OpenFlags.EXCLUSIVE, WRITE)),
            ("stat", lambda: root.stat_at(FOLLOW, secret)),
            ("stat without following", lambda: root.stat_at(STAY, secret)),
            ("hash", lambda: root.metadata_hash_at(FOLLOW, secret)),
            ("set times", lambda: root.set_times_at(FOLLOW, secret, NOW, NOW)),
            ("set times without following", lambda: root.set_times_at(STAY, secret, NOW, NOW)),
            ("make a directory", lambda: root.create_directory_at(new)),
            ("remove a directory", lambda: root.remove_directory_at(new)),
            ("unlink", lambda: root.unlink_file_at(secret)),
            ("link from", lambda: root.link_at(STAY, secret, root, "taken")),
            ("link to", lambda: root.link_at(STAY, "file", root, new)),
            ("rename from", lambda: root.rename_at(secret, root, "taken")),
            ("rename to", lambda: root.rename_at("file", root, new)),
            ("make a link", lambda: root.symlink_at("x", new)),
            ("read a link", lambda: root.readlink_at(secret)),
        ]

    def test_every_function_by_every_way(self) -> None:
        for way in (*self.WAYS, str(self.outside), "/", "magic"):
            for what, do in self.everything(self.root, way):
                with self.subTest(way=way, what=what), self.fails(ErrorCode.NOT_PERMITTED):
                    do()
        self.outside_is_untouched()
        self.assertFalse((self.inside / "taken").exists())
        self.assertEqual((self.inside / "file").read_bytes(), b"mine")

    def test_the_last_part_may_be_a_link(self) -> None:
        for do in (
            lambda: self.open("to-secret"),
            lambda: self.open("to-secret", WRITE, OpenFlags.TRUNCATE),
            lambda: self.open("to-new", WRITE, OpenFlags.CREATE),
            lambda: self.root.stat_at(FOLLOW, "to-secret"),
            lambda: self.root.set_times_at(FOLLOW, "to-secret", NOW, NOW),
            lambda: self.open("absolute"),
        ):
            with self.fails(ErrorCode.NOT_PERMITTED):
                do()
        # What is done with the link itself is done inside.
        self.root.set_times_at(STAY, "to-secret", NOW, NOW)
        self.root.rename_at("to-secret", self.root, "moved")
        self.root.unlink_file_at("moved")
        self.outside_is_untouched()

    def test_absolute_links(self) -> None:
        """They lead nowhere, not even back inside."""
        for link in ("absolute", "absolute-inside"):
            with self.fails(ErrorCode.NOT_PERMITTED):
                self.open(link)

    def test_a_directory_below_is_no_way_up(self) -> None:
        below = self.open("d")
        for path in ("..", "../file", "./../file", "deep/secret"):
            with self.fails(ErrorCode.NOT_PERMITTED):
                below.open_at(FOLLOW, path, OpenFlags(0), READ)
        for other, path in ((self.root, "../new"), (below, "../new")):
            with self.fails(ErrorCode.NOT_PERMITTED):
                below.rename_at("deep", other, path)

    def test_links_that_show_or_plant_absolute_paths(self) -> None:
        for link in ("absolute", "magic"):
            with self.fails(ErrorCode.NOT_PERMITTED):
                self.root.readlink_at(link)
        with self.fails(ErrorCode.NOT_PERMITTED):
            self.root.symlink_at("/etc/passwd", "new")
        self.assertFalse(os.path.lexists(self.inside / "new"))

    def test_a_directory_that_is_moved_out(self) -> None:
        """`..` of a directory that is no longer inside leads nowhere."""
        (self.inside / "d" / "e").mkdir()
        below = self.open("d/e")
        os.rename(self.inside / "d" / "e", self.outside / "e")
        with self.fails(ErrorCode.NOT_PERMITTED):
            below.open_at(FOLLOW, "../secret", OpenFlags(0), READ)
        os.rename(self.outside / "e", self.inside / "d" / "e")
        self.outside_is_untouched()


if __name__ == "__main__":
    unittest.main()
