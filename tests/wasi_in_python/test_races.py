"""Attacks on the sandbox by a process that swaps directories and links while the program uses them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import unittest
from typing import Callable

from app._runtime import Err
from app.wasi.filesystem import ErrorCode, NewTimestamp_Now, OpenFlags
from case import FOLLOW, READ, SECRET, STAY, WRITE, FileCase

# An attack ends when each outcome was seen this often. If that takes longer than these seconds, it was none.
OFTEN, LONGEST = 50, 60
NOW = NewTimestamp_Now()

# Each swaps a name between what is inside and a link to what is outside, until it is stopped.
PREPARE = """
import os, sys
os.chdir(sys.argv[1])
def write(name):
    with open(name, "wb") as file: file.write(b"mine")
os.mkdir("real"); write("real/secret"); write("plain")
print("ready", flush=True)
while True:
"""
DIRECTORY = PREPARE + """
    os.rename("real", "door"); os.rename("door", "real")
    os.symlink(sys.argv[2], "door"); os.unlink("door")
"""
LINK = PREPARE + """
    os.symlink("real", "next"); os.replace("next", "door")
    os.symlink(sys.argv[2], "next"); os.replace("next", "door")
"""
FILE = PREPARE + """
    write("next"); os.replace("next", "last")
    os.symlink(sys.argv[2] + "/secret", "next"); os.replace("next", "last")
"""


class Races(FileCase):
    def attack(self, attacker: str, link: str, attempt: Callable[[], object]) -> None:
        """Makes attempts while the attacker runs."""
        command = [sys.executable, "-c", attacker, str(self.inside), link]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            try:
                self.attempts(process, attempt)
            finally:
                process.kill()

    def attempts(self, process: subprocess.Popen[bytes], attempt: Callable[[], object]) -> None:
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), b"ready\n")
        refused = allowed = 0
        end = time.monotonic() + LONGEST
        while min(refused, allowed) < OFTEN:
            try:
                attempt()
                allowed += 1
            except Err as error:
                refused += error.value is ErrorCode.NOT_PERMITTED
                allowed += error.value is not ErrorCode.NOT_PERMITTED
            self.assertLess(time.monotonic(), end, f"{refused} attempts refused, {allowed} not")
        self.assertIsNone(process.poll(), "the attacker ended by itself")

    def survives(self, attackers: list[str], attempt: Callable[[], object]) -> None:
        for attacker in attackers:
            for link in ("../outside", str(self.outside)):
                self.attack(attacker, link, attempt)
                self.outside_is_untouched()
                self.clean()

    def clean(self) -> None:
        for name in ("real", "door"):
            if (self.inside / name).is_dir() and not (self.inside / name).is_symlink():
                for file in (self.inside / name).iterdir():
                    file.unlink() if not file.is_dir() else file.rmdir()
                (self.inside / name).rmdir()
        for file in self.inside.iterdir():
            file.unlink()

    def read(self, path: str) -> None:
        contents, _ = self.root.open_at(FOLLOW, path, OpenFlags(0), READ).read(100, 0)
        self.assertNotEqual(contents, SECRET)

    def test_reading_through_a_directory(self) -> None:
        self.survives([DIRECTORY, LINK], lambda: self.read("door/secret"))

    def test_reading_a_file(self) -> None:
        self.survives([FILE], lambda: self.read("last"))

    def test_writing(self) -> None:
        def write() -> None:
            self.open("last", WRITE, OpenFlags.CREATE).write(b"no", 0)

        self.survives([FILE], write)

    def test_truncating(self) -> None:
        self.survives([DIRECTORY, LINK], lambda: self.open("door/secret", WRITE, OpenFlags.TRUNCATE))

    def test_times(self) -> None:
        os.utime(self.outside / "secret", (1, 1))
        self.survives([FILE], lambda: self.root.set_times_at(FOLLOW, "last", NOW, NOW))
        self.assertEqual(os.stat(self.outside / "secret").st_mtime, 1)

    def test_names(self) -> None:
        def names() -> None:
            self.root.create_directory_at("door/new")
            self.root.remove_directory_at("door/new")

        self.survives([DIRECTORY, LINK], names)

    def test_unlinking(self) -> None:
        def unlink() -> None:
            self.open("door/gone", WRITE, OpenFlags.CREATE)
            self.root.unlink_file_at("door/gone")

        self.survives([DIRECTORY, LINK], unlink)

    def test_going_up_again(self) -> None:
        """`door/..` is a directory inside, whatever `door` is by now."""

        def up() -> None:
            found = self.root.open_at(FOLLOW, "door/../plain", OpenFlags(0), READ)
            self.assertEqual(found.read(100, 0)[0], b"mine")

        (self.outside.parent / "plain").write_bytes(SECRET)
        self.survives([DIRECTORY, LINK], up)

    def test_stat(self) -> None:
        def stat() -> None:
            self.assertNotEqual(self.root.stat_at(STAY, "door/secret").size, len(SECRET))

        self.survives([DIRECTORY, LINK], stat)


if __name__ == "__main__":
    unittest.main()
