"""The worlds of the tests, as a package's `Wasi`."""

from __future__ import annotations

import io
import itertools
from types import ModuleType
from typing import Any

# As in `world.rs`.
NOW = 1_700_000_000_123_456_789


class Standing:
    """Clocks that stand still."""

    def wall(self) -> int:
        return NOW

    def wall_resolution(self) -> int:
        return 1000

    def monotonic(self) -> int:
        return NOW // 3

    def monotonic_resolution(self) -> int:
        return 7


class Terminal(io.BytesIO):
    """Memory that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Cycle:
    """Wasmtime's deterministic random bytes: it takes a number of four bytes for each, and keeps the last."""

    def __init__(self) -> None:
        self.numbers = itertools.islice(itertools.cycle(range(251)), 3, None, 4)

    def __call__(self, size: int) -> bytes:
        return bytes(itertools.islice(self.numbers, size))


def configure(wasi: ModuleType, world: dict[str, Any]) -> Any:
    """What a guest is given; its output is captured in `stdout` and `stderr`."""
    kind = Terminal if world["terminal"] else io.BytesIO
    preopens: dict[str, Any] = {}
    for guest, host, writable in world["preopens"]:
        preopens[guest] = host if writable else wasi.ReadOnly(host)
    given: dict[str, Any] = {} if world["machine"] else {"clocks": Standing(), "random": Cycle()}
    return wasi.Wasi(
        world["args"],
        dict(world["env"]),
        preopens,
        stdin=kind(bytes(world["stdin"])),
        stdout=kind(),
        stderr=kind(),
        **given,
    )
