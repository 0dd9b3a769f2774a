"""wasi:random: random bytes and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .._runtime import Trap

if TYPE_CHECKING:
    from . import Wasi

# What a program may ask for at once.
MOST = 64 << 20


class _Source:
    def __init__(self, wasi: Wasi) -> None:
        self._random = wasi.random

    def _bytes(self, size: int) -> bytes:
        if size > MOST:
            raise Trap(f"{size} random bytes, more than {MOST}")
        found = self._random(size)
        if len(found) != size:
            raise ValueError(f"random: expected {size} bytes, found {len(found)}")
        return found

    def _number(self) -> int:
        return int.from_bytes(self._bytes(8), "little")


class Random(_Source):
    """The interface wasi:random/random."""

    def get_random_bytes(self, size: int) -> bytes:
        return self._bytes(size)

    def get_random_u64(self) -> int:
        return self._number()


class Insecure(_Source):
    """The interface wasi:random/insecure."""

    def get_insecure_random_bytes(self, size: int) -> bytes:
        return self._bytes(size)

    def get_insecure_random_u64(self) -> int:
        return self._number()


class InsecureSeed(_Source):
    """The interface wasi:random/insecure-seed."""

    def __init__(self, wasi: Wasi) -> None:
        super().__init__(wasi)
        self._seed = (self._number(), self._number())

    def insecure_seed(self) -> tuple[int, int]:
        return self._seed


INTERFACES: dict[str, Callable[[Wasi], object]] = {
    "insecure": Insecure,
    "insecure-seed": InsecureSeed,
    "random": Random,
}
