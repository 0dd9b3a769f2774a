"""wasi:clocks: the time of day, and the time that passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .io import Pollable

if TYPE_CHECKING:
    from . import Wasi

SECOND = 1_000_000_000


@dataclass(slots=True)
class Datetime:
    seconds: int
    nanoseconds: int


def datetime_of(nanoseconds: int) -> Datetime:
    return Datetime(*divmod(nanoseconds, SECOND))


class WallClock:
    """The interface wasi:clocks/wall-clock."""

    def __init__(self, wasi: Wasi) -> None:
        self._clocks = wasi.clocks

    def now(self) -> Datetime:
        return datetime_of(self._clocks.wall())

    def resolution(self) -> Datetime:
        return datetime_of(self._clocks.wall_resolution())


class MonotonicClock:
    """The interface wasi:clocks/monotonic-clock."""

    def __init__(self, wasi: Wasi) -> None:
        self._clocks = wasi.clocks

    def now(self) -> int:
        return self._clocks.monotonic()

    def resolution(self) -> int:
        return self._clocks.monotonic_resolution()

    def subscribe_instant(self, when: int) -> Pollable:
        return self.subscribe_duration(max(0, when - self.now()))

    def subscribe_duration(self, duration: int) -> Pollable:
        return Pollable(deadline=time.monotonic_ns() + duration)


INTERFACES: dict[str, Callable[[Wasi], object]] = {
    "monotonic-clock": MonotonicClock,
    "wall-clock": WallClock,
}
