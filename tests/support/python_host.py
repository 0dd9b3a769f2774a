"""Runs script guests in a package of `bindgen python`, one instance for each script, by requests on standard input.

A request is its kind, the number of its script and the length of what follows; an answer is its kind, the length and what
follows. Numbers are little-endian. Kinds of requests:

    n   starts a script; follows its world in JSON
    c   calls a function; follows its name, a 0 byte, and its arguments, 8 bytes each
    r   reads memory; follow the address and the size, 4 bytes each
    w   writes memory; follow the address, 4 bytes, and the bytes
    p   the pages of memory
    o   what was printed; follows `stdout` or `stderr`
    d   forgets a script
"""

from __future__ import annotations

import json
import struct
import sys
import traceback
from typing import Any, BinaryIO

import script as package
from python_world import configure
from script import wasi


class Running:
    """One script."""

    def __init__(self, world: dict[str, Any]) -> None:
        self.wasi = configure(wasi, world)
        self.guest: Any = package.Script(None, wasi=self.wasi)

    def answer(self, kind: bytes, what: bytes) -> tuple[bytes, bytes]:
        if kind == b"c":
            name, _, packed = what.partition(b"\0")
            return self.call(name.decode(), struct.unpack(f"<{len(packed) // 8}Q", packed))
        if kind == b"r":
            return b"=", self.guest.peek(*struct.unpack("<II", what))
        if kind == b"w":
            self.guest.poke(struct.unpack_from("<I", what)[0], what[4:])
            return b"=", b""
        if kind == b"p":
            return b"=", struct.pack("<I", self.guest.pages())
        if kind == b"o":
            return b"=", getattr(self.wasi, what.decode()).getvalue()
        raise ValueError(kind)

    def call(self, name: str, args: tuple[int, ...]) -> tuple[bytes, bytes]:
        try:
            errno = getattr(self.guest, name)(*args)
            return b"=", struct.pack("<I", errno or 0)
        except wasi.Exit as exit:
            return b"e", struct.pack("<I", exit.code)
        except Exception:
            return b"t", traceback.format_exc().encode()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    running: dict[int, Running] = {}
    # Without a `Wasi` an instance is given nothing, and is made all the same.
    package.Script().close()
    while head := requests.read(9):
        kind, number, length = struct.unpack("<cII", head)
        what = requests.read(length)
        answer, content = b"=", b""
        if kind == b"n":
            running[number] = Running(json.loads(what))
        elif kind == b"d":
            running.pop(number).guest.close()
        else:
            answer, content = running[number].answer(kind, what)
        answers.write(struct.pack("<cI", answer, len(content)) + content)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
