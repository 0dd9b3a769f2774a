"""WASI 0.2 for the component of this package.

A program is given what a `Wasi` says, and nothing else: no argument, variable, directory or stream of this process is
inherited.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Union

__all__ = ["Clocks", "Exit", "ReadOnly", "Wasi"]


class Exit(Exception):
    """The program called `exit`. Its instance is at its end."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"the program exited with status {self.code}"


class Clocks:
    """The time that a program is told, in nanoseconds. Override a method to tell it another."""

    def __init__(self) -> None:
        # A program need not be told how long this machine has been up.
        self._start = time.monotonic_ns()

    def wall(self) -> int:
        """The time since 1970."""
        return time.time_ns()

    def wall_resolution(self) -> int:
        """The least difference of two times."""
        return _nanoseconds(time.get_clock_info("time").resolution)

    def monotonic(self) -> int:
        """The time since this object was made; it never goes back."""
        return time.monotonic_ns() - self._start

    def monotonic_resolution(self) -> int:
        """The least difference of two times."""
        return _nanoseconds(time.get_clock_info("monotonic").resolution)


def _nanoseconds(seconds: float) -> int:
    return max(1, round(seconds * 1_000_000_000))


@dataclass(frozen=True)
class ReadOnly:
    """A directory of this machine in which a program may change nothing."""

    path: str | os.PathLike[str]


# What a program's directory may be on this machine.
HostDirectory = Union[str, "os.PathLike[str]", ReadOnly]


class Wasi:
    """What a program is given.

    `preopens` maps names of directories in the program to directories of this machine, which it may change unless they are
    `ReadOnly`. The streams are binary files:
    `sys.stdout.buffer`, an open file, an `io.BytesIO`. Without one, input is at its end and output is dropped.
    `random` returns as many random bytes as it is asked for.

    One `Wasi` may serve several instances. They share its streams.
    """

    def __init__(
        self,
        args: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        preopens: Mapping[str, HostDirectory] | None = None,
        *,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        clocks: Clocks | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.args: Sequence[str] = _texts("args", args)
        self.env: Mapping[str, str] = dict(env or {})
        for name, value in self.env.items():
            _texts(f"env[{name!r}]", [name, value])
        self.preopens: Mapping[str, HostDirectory] = dict(preopens or {})
        _texts("preopens", self.preopens)
        self.stdin = _binary("stdin", stdin, "read")
        self.stdout = _binary("stdout", stdout, "write")
        self.stderr = _binary("stderr", stderr, "write")
        self.clocks = clocks or Clocks()
        self.random = random
        self._interfaces: dict[str, object] = {}

    def interface(self, name: str, /) -> object:
        """The implementation of an interface, such as `wasi:cli/environment`."""
        found = self._interfaces.get(name)
        if found is None:
            found = self._interfaces[name] = self._make(name)
        return found

    def _make(self, name: str) -> object:
        package, _, interface = name.removeprefix("wasi:").partition("/")
        if name.startswith("wasi:") and package in _PACKAGES:
            try:
                module = import_module(f".{package}", __name__)
            except ModuleNotFoundError as error:
                if error.name != f"{__name__}.{package}":
                    raise
            else:
                make = module.INTERFACES.get(interface)
                if make is not None:
                    made: object = make(self)
                    return made
        raise LookupError(f"`{name}` is not in this package's WASI: give it in `imports`")


_PACKAGES = frozenset(("cli", "clocks", "filesystem", "io", "random", "sockets"))


def _texts(what: str, texts: Iterable[object]) -> list[str]:
    """A component can be given any text that is Unicode."""
    if isinstance(texts, (str, bytes)):
        raise TypeError(f"{what}: expected a list of str, found {type(texts).__name__}")
    checked: list[str] = []
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{what}: expected str, found {type(text).__name__}")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{what}: {text!r} is not Unicode text") from None
        checked.append(text)
    return checked


def _binary(what: str, file: Any, method: str) -> Any:
    if file is None:
        return None
    if not callable(getattr(file, method, None)):
        raise TypeError(f"{what}: expected a binary file with `{method}`, found {type(file).__name__}")
    if hasattr(file, "encoding"):
        raise TypeError(f"{what}: expected a binary file, found one of text: use its `buffer`")
    return file
