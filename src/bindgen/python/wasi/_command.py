"""`python -m` for a command: its options, and the status that the process ends with, both as `wasmtime run` has them."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from .._runtime import Err, Trap
from . import Exit, Wasi

# A shell's status of a process that SIGABRT ended.
TRAPPED = 134


def main(run: Callable[[Wasi], object], argv: Sequence[str] | None = None, prog: str = "python -m app") -> int:
    """Runs the program with the standard streams of this process; the status to end with."""
    wasi = given(sys.argv[1:] if argv is None else argv, prog)
    try:
        run(wasi)
    except Exit as exit:
        return exit.code
    except Err:
        return 1
    except Trap:
        traceback.print_exc()
        return TRAPPED
    return 0


def given(argv: Sequence[str], prog: str) -> Wasi:
    """What the program is given by these arguments. Its own begin with the first that is not an option, or after `--`."""
    parser = argparse.ArgumentParser(prog=prog, description="Runs the program of this package.", allow_abbrev=False)
    parser.add_argument(
        "--dir",
        action="append",
        default=[],
        metavar="HOST[::GUEST]",
        help="give the program the directory HOST, by the name GUEST",
    )
    parser.add_argument(
        "--env",
        action="append",
        default=[],
        metavar="NAME[=VALUE]",
        help="set a variable; without VALUE, as it is here",
    )
    parser.add_argument("args", nargs=argparse.REMAINDER, metavar="-- ARGS", help="the program's arguments")
    # Versions of argparse differ in what they make of `--`.
    end = argv.index("--") if "--" in argv else len(argv)
    options = parser.parse_args(argv[:end])
    args = [*options.args, *argv[end if options.args else end + 1 :]]
    preopens = [directory.partition("::") for directory in options.dir]
    return Wasi(
        [prog.split()[-1], *args],
        _environment(options.env),
        {guest or host: host for host, _, guest in preopens},
        stdin=_binary(sys.stdin),
        stdout=_binary(sys.stdout),
        stderr=_binary(sys.stderr),
    )


def _environment(settings: Sequence[str]) -> dict[str, str]:
    environment: dict[str, str] = {}
    for setting in settings:
        name, given, value = setting.partition("=")
        if given:
            environment[name] = value
        elif name in os.environ:
            environment[name] = os.environ[name]
    return environment


def _binary(stream: object) -> object:
    """The binary file of a standard stream; a process may have none."""
    return getattr(stream, "buffer", None)
