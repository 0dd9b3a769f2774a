"""The sandbox of systems that open no files relative to a directory: the same tests, without those of races."""

from __future__ import annotations

import os
import unittest
from typing import Any
from unittest import mock

import test_escapes
import test_files
import test_paths
from app.wasi._paths import PathDirectory
from app.wasi.filesystem import ErrorCode
from case import FileCase


class WithoutRelativePaths(FileCase):
    def setUp(self) -> None:
        changed: Any = mock.patch.object(os, "supports_dir_fd", frozenset())
        changed.start()
        self.addCleanup(changed.stop)
        super().setUp()
        self.assertIsInstance(self.root._opened, PathDirectory)


class Paths(WithoutRelativePaths, test_paths.Paths):
    # What a path and its links may be is up to `realpath` there.
    test_a_path_of_a_thousand_directories = None  # type: ignore[assignment]
    test_the_length_of_a_parent = None  # type: ignore[assignment]
    test_forty_links_and_not_one_more = None  # type: ignore[assignment]

    def test_links_in_a_circle(self) -> None:
        os.symlink("round", self.inside / "round")
        with self.fails(ErrorCode.LOOP):
            self.open("round")


class Names(WithoutRelativePaths, test_paths.Names):
    pass


class Escapes(WithoutRelativePaths, test_escapes.Escapes):
    # The directory is not known by its path any more.
    test_a_directory_that_is_moved_out = None  # type: ignore[assignment]

    def test_absolute_links(self) -> None:
        """They may lead back inside, and nowhere else."""
        self.assertEqual(self.names(self.open("absolute-inside")), ["deep"])
        with self.fails(ErrorCode.NOT_PERMITTED):
            self.open("absolute")


class Opening(WithoutRelativePaths, test_files.Opening):
    pass


class Contents(WithoutRelativePaths, test_files.Contents):
    pass


class Told(WithoutRelativePaths, test_files.Told):
    pass


if __name__ == "__main__":
    unittest.main()
