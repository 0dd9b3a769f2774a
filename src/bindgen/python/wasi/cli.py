"""wasi:cli: arguments, environment, exit, standard streams and terminals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._runtime import Err, Ok
from . import Exit
from ._files import FileInput, FileOutput, Source
from .io import InputStream, OutputStream, Resources

if TYPE_CHECKING:
    from . import Wasi


class Environment:
    """The interface wasi:cli/environment."""

    def __init__(self, wasi: Wasi) -> None:
        self._wasi = wasi

    def get_environment(self) -> list[tuple[str, str]]:
        return list(self._wasi.env.items())

    def get_arguments(self) -> list[str]:
        return list(self._wasi.args)

    def initial_cwd(self) -> str | None:
        return None


class Exits:
    """The interface wasi:cli/exit. Both functions raise `Exit`, which ends the instance and reaches its caller."""

    def exit(self, status: Ok[None] | Err[None]) -> None:
        raise Exit(0 if isinstance(status, Ok) else 1)

    def exit_with_code(self, code: int) -> None:
        raise Exit(code)


class Stdin:
    """The interface wasi:cli/stdin."""

    def __init__(self, wasi: Wasi) -> None:
        self._source = None if wasi.stdin is None else Source(wasi.stdin)

    def get_stdin(self) -> InputStream:
        return InputStream() if self._source is None else FileInput(self._source)


def _output(file: Any) -> OutputStream:
    return OutputStream() if file is None else FileOutput(file)


class Stdout:
    """The interface wasi:cli/stdout."""

    def __init__(self, wasi: Wasi) -> None:
        self._file = wasi.stdout

    def get_stdout(self) -> OutputStream:
        return _output(self._file)


class Stderr:
    """The interface wasi:cli/stderr."""

    def __init__(self, wasi: Wasi) -> None:
        self._file = wasi.stderr

    def get_stderr(self) -> OutputStream:
        return _output(self._file)


class TerminalInput:
    """wasi:cli/terminal-input: that a stream is a terminal's is all there is to know."""


class TerminalOutput:
    """wasi:cli/terminal-output, likewise."""


class Terminals:
    """The interfaces wasi:cli/terminal-stdin, terminal-stdout and terminal-stderr."""

    def __init__(self, wasi: Wasi) -> None:
        self._wasi = wasi

    def get_terminal_stdin(self) -> TerminalInput | None:
        return TerminalInput() if _is_terminal(self._wasi.stdin) else None

    def get_terminal_stdout(self) -> TerminalOutput | None:
        return TerminalOutput() if _is_terminal(self._wasi.stdout) else None

    def get_terminal_stderr(self) -> TerminalOutput | None:
        return TerminalOutput() if _is_terminal(self._wasi.stderr) else None


def _is_terminal(file: Any) -> bool:
    ask = getattr(file, "isatty", None)
    return ask is not None and bool(ask())


INTERFACES: dict[str, Callable[[Wasi], object]] = {
    "environment": Environment,
    "exit": lambda _: Exits(),
    "stderr": Stderr,
    "stdin": Stdin,
    "stdout": Stdout,
    "terminal-input": lambda _: Resources(),
    "terminal-output": lambda _: Resources(),
    "terminal-stderr": Terminals,
    "terminal-stdin": Terminals,
    "terminal-stdout": Terminals,
}
