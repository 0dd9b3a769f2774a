"""What WASI's files take of the runtime of a package."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")
E = TypeVar("E")


class Ok(Generic[T]):
    def __init__(self, value: T) -> None:
        self.value = value


class Err(Exception, Generic[E]):
    def __init__(self, value: E) -> None:
        super().__init__(value)
        self.value = value


class Trap(RuntimeError):
    pass
