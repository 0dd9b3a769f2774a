"""Errors, and the cases of `result` and of nested options."""
from typing import Generic
from typing import NoReturn
from typing import TypeVar
from typing import Union


T = TypeVar('T')


E = TypeVar('E')


class Ok(Generic[T]):
    """The `ok` case of a `result`."""

    __slots__ = ('value',)
    __match_args__ = ('value',)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f'Ok({self.value!r})'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ok) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(('Ok', self.value))


class Err(Exception, Generic[E]):
    """The `err` case of a `result`: functions that return a `result` raise it."""

    __match_args__ = ('value',)

    def __init__(self, value: E) -> None:
        super().__init__(value)
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Err) and bool(self.value == other.value)

    __hash__ = Exception.__hash__


class Some(Generic[T]):
    """The present case of an option whose payload is an option itself."""

    __slots__ = ('value',)
    __match_args__ = ('value',)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f'Some({self.value!r})'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Some) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(('Some', self.value))


Result = Union[Ok[T], Err[E]]


class Trap(RuntimeError):
    """The component trapped, or broke the canonical ABI: the instance has ended."""


def invalid(number: int, where: str) -> NoReturn:
    """Traps on a discriminant that no case has."""
    raise Trap(f'{where}: invalid discriminant {number}')


def bad(path: str, expected: str, value: object, found: str = '') -> Exception:
    """The error for a wrong value."""
    plain = isinstance(value, (int, float, str, type(None)))
    found = found or (repr(value)[:60] if plain else f'an object of type {type(value).__name__}')
    return TypeError(f'`{path}`: expected {expected}, found {found}')


def inside(outer: str, error: Exception) -> Exception:
    """Puts what contains a refused value before its path."""
    message = error.args[0] if error.args else None
    if isinstance(message, str) and message.startswith('`') and '`: expected ' in message:
        error.args = (f'`{outer}{message[1:]}',)
    return error
