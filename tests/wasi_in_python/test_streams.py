"""Standard streams over every kind of file, and waiting."""

from __future__ import annotations

import io
import os
import socket
import tempfile
import threading
import time
import unittest
from typing import Any

from app._runtime import Err, Trap
from app.wasi import Wasi
from app.wasi.clocks import MonotonicClock
from app.wasi.io import (
    InputStream,
    OutputStream,
    Poll,
    Pollable,
    StreamError_Closed,
    StreamError_LastOperationFailed,
)

MILLISECOND = 1_000_000


def output(file: object) -> Any:
    stdout: Any = Wasi(stdout=file).interface("wasi:cli/stdout")
    return stdout.get_stdout()


def source(file: object) -> Any:
    stdin: Any = Wasi(stdin=file).interface("wasi:cli/stdin")
    return stdin.get_stdin()


class Raw(io.RawIOBase):
    """A file that takes and gives little at once, and every second time nothing."""

    def __init__(self, contents: bytes = b"") -> None:
        self.taken = bytearray()
        self.contents = contents
        self.turn = False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int | None:
        self.turn = not self.turn
        if self.turn:
            return None
        self.taken += bytes(data[:3])
        return len(data[:3])

    def readinto(self, buffer: Any) -> int | None:
        self.turn = not self.turn
        if self.turn:
            return None
        part, self.contents = self.contents[:2], self.contents[2:]
        buffer[: len(part)] = part
        return len(part)


class Careless:
    """A class of the user's that does not count."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: bytes) -> None:
        self.taken += data


class Output(unittest.TestCase):
    def test_memory(self) -> None:
        file = io.BytesIO()
        stream = output(file)
        self.assertEqual(stream.check_write(), 65536)
        stream.write(b"one ")
        stream.blocking_write_and_flush(b"two ")
        stream.write_zeroes(2)
        stream.blocking_write_zeroes_and_flush(1)
        stream.flush()
        stream.blocking_flush()
        self.assertTrue(stream.subscribe().ready())
        self.assertEqual(file.getvalue(), b"one two \0\0\0")

    def test_what_is_written_is_in_the_file_at_once(self) -> None:
        with tempfile.NamedTemporaryFile("wb") as file, open(file.name, "rb") as seen:
            stream = output(file)
            for part in (b"a", b"bc", b"d" * 5000):
                stream.write(part)
                self.assertEqual(seen.read(), part)
            stream.blocking_write_and_flush(b"e")
            self.assertEqual(seen.read(), b"e")

    def test_files_that_take_a_part_or_nothing(self) -> None:
        raw, careless = Raw(), Careless()
        output(raw).blocking_write_and_flush(b"0123456789")
        self.assertEqual(raw.taken, b"0123456789")
        output(careless).write(b"0123456789")
        self.assertEqual(careless.taken, b"0123456789")

    def test_a_full_pipe_that_does_not_block(self) -> None:
        wanted = os.urandom(300_000)
        for buffering in (0, 8192):
            reading, writing = os.pipe()
            os.set_blocking(writing, False)
            found = bytearray()

            def read() -> None:
                time.sleep(0.05)
                while part := os.read(reading, 10_000):
                    found.extend(part)

            reader = threading.Thread(target=read)
            reader.start()
            with open(writing, "wb", buffering=buffering) as file:
                stream = output(file)
                for start in range(0, len(wanted), 4096):
                    stream.blocking_write_and_flush(wanted[start : start + 4096])
            reader.join()
            os.close(reading)
            self.assertTrue(bytes(found) == wanted, f"{len(found)} bytes came")

    def test_a_reader_that_went_away(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        with open(writing, "wb", buffering=0) as file:
            with self.assertRaises(Err) as found:
                output(file).write(b"x")
        self.assertEqual(found.exception.value, StreamError_Closed())

    def test_an_error(self) -> None:
        with open("/dev/full", "wb", buffering=0) as file:
            with self.assertRaises(Err) as found:
                output(file).blocking_write_and_flush(b"x")
        error = found.exception.value
        assert isinstance(error, StreamError_LastOperationFailed)
        self.assertIn("No space left", error.value.to_debug_string())

    def test_too_much_at_once(self) -> None:
        for file in (None, io.BytesIO()):
            stream = output(file)
            for function, argument in (
                (stream.blocking_write_and_flush, bytes(4097)),
                (stream.blocking_write_zeroes_and_flush, 4097),
                (stream.write_zeroes, 65537),
            ):
                with self.assertRaises(Trap):
                    function(argument)

    def test_none(self) -> None:
        stream = output(None)
        stream.write(b"gone")
        stream.blocking_write_and_flush(b"gone")
        self.assertEqual(stream.check_write(), 65536)
        with self.assertRaises(Err):
            source(None).blocking_read(1)


class Input(unittest.TestCase):
    def all_of(self, stream: InputStream, size: int = 100) -> list[bytes]:
        parts = []
        with self.assertRaises(Err) as found:
            while True:
                parts.append(stream.blocking_read(size))
        self.assertEqual(found.exception.value, StreamError_Closed())
        return parts

    def test_memory(self) -> None:
        stream = source(io.BytesIO(b"0123456789"))
        self.assertEqual(stream.read(0), b"")
        self.assertEqual(stream.read(4), b"0123")
        self.assertEqual(stream.skip(2), 2)
        self.assertEqual(self.all_of(stream, 3), [b"678", b"9"])
        with self.assertRaises(Err):
            stream.read(1)

    def test_all_streams_share_one_place_and_one_end(self) -> None:
        stdin: Any = Wasi(stdin=io.BytesIO(b"01234")).interface("wasi:cli/stdin")
        first, second = stdin.get_stdin(), stdin.get_stdin()
        self.assertEqual(first.read(2), b"01")
        self.assertEqual(second.read(9), b"234")
        self.assertEqual(self.all_of(second), [])
        self.assertEqual(self.all_of(first), [])

    def test_a_raw_file(self) -> None:
        self.assertEqual(b"".join(self.all_of(source(Raw(b"0123456")))), b"0123456")

    def test_a_pipe(self) -> None:
        reading, writing = os.pipe()
        with open(reading, "rb") as file:
            stream = source(file)
            pollable = stream.subscribe()
            self.assertEqual(stream.read(10), b"")
            self.assertFalse(pollable.ready())
            os.write(writing, b"abc")
            self.assertTrue(pollable.ready())
            self.assertEqual(stream.read(2), b"ab")
            self.assertEqual(stream.blocking_read(10), b"c")
            threading.Timer(0.05, os.write, (writing, b"late")).start()
            self.assertEqual(stream.blocking_read(10), b"late")
            os.close(writing)
            pollable.block()
            self.assertEqual(self.all_of(stream), [])
            self.assertTrue(stream.subscribe().ready())

    def test_a_socket(self) -> None:
        here, there = socket.socketpair()
        with here, there, here.makefile("rb") as file:
            stream = source(file)
            self.assertEqual(stream.read(10), b"")
            there.sendall(b"abc")
            self.assertEqual(stream.blocking_read(10), b"abc")

    def test_an_error(self) -> None:
        with open("/proc/self/mem", "rb", buffering=0) as file:
            with self.assertRaises(Err) as found:
                source(file).blocking_read(1)
        self.assertIsInstance(found.exception.value, StreamError_LastOperationFailed)


class Waiting(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = MonotonicClock(Wasi())
        self.poll = Poll().poll

    def test_a_timer(self) -> None:
        start = time.monotonic()
        pollable = self.clock.subscribe_duration(30 * MILLISECOND)
        self.assertFalse(pollable.ready())
        pollable.block()
        self.assertTrue(pollable.ready())
        self.assertGreaterEqual(time.monotonic() - start, 0.03)
        self.assertTrue(self.clock.subscribe_instant(self.clock.now()).ready())
        self.assertTrue(self.clock.subscribe_duration(0).ready())
        later = self.clock.subscribe_instant(self.clock.now() + 20 * MILLISECOND)
        self.assertEqual(self.poll([later]), [0])

    def test_never(self) -> None:
        never = self.clock.subscribe_duration((1 << 64) - 1)
        self.assertFalse(never.ready())
        self.assertEqual(self.poll([never, self.clock.subscribe_duration(MILLISECOND)]), [1])

    def test_several_at_once(self) -> None:
        reading, writing = os.pipe()
        reading2, writing2 = os.pipe()
        with open(reading, "rb") as file, open(reading2, "rb") as file2:
            waiting = [
                source(file).subscribe(),
                self.clock.subscribe_duration(60_000 * MILLISECOND),
                source(file2).subscribe(),
            ]
            threading.Timer(0.03, os.write, (writing2, b"x")).start()
            self.assertEqual(self.poll(waiting), [2])
            os.write(writing, b"x")
            self.assertEqual(self.poll(waiting), [0, 2])
            self.assertEqual(self.poll([*waiting, output(None).subscribe()]), [0, 2, 3])
            self.assertEqual(self.poll([waiting[2], waiting[2]]), [0, 1])
            soon = [waiting[1], self.clock.subscribe_duration(5 * MILLISECOND)]
            self.assertEqual(self.poll(soon), [1])
        os.close(writing)
        os.close(writing2)

    def test_waiting_takes_no_time_of_the_processor(self) -> None:
        reading, writing = os.pipe()
        with open(reading, "rb") as file:
            busy = time.process_time()
            waiting = [source(file).subscribe(), self.clock.subscribe_duration(400 * MILLISECOND)]
            self.assertEqual(self.poll(waiting), [1])
            self.assertLess(time.process_time() - busy, 0.1)
        os.close(writing)

    def test_a_pollable_of_another_class(self) -> None:
        class Soon(Pollable):
            def __init__(self) -> None:
                super().__init__()
                self.asked = 0

            def ready(self) -> bool:
                self.asked += 1
                return self.asked > 5

        class Foreign:
            def __init__(self) -> None:
                self.asked = 0

            ready = Soon.ready

        for pollable in (Soon(), Foreign()):
            late = self.clock.subscribe_duration(60_000 * MILLISECOND)
            waiting: Any = [late, pollable]
            self.assertEqual(self.poll(waiting), [1])
            self.assertLess(pollable.asked, 20)

    def test_an_empty_list_traps(self) -> None:
        with self.assertRaises(Trap):
            self.poll([])


class Bases(unittest.TestCase):
    """Streams of the user's own need only what is their own."""

    def test_input_and_output(self) -> None:
        class Numbers(InputStream):
            def read(self, size: int) -> bytes:
                return b"12"[:size]

        class Kept(OutputStream):
            def __init__(self) -> None:
                self.parts: list[bytes] = []

            def write(self, contents: bytes) -> None:
                self.parts.append(contents)

        kept = Kept()
        self.assertEqual(kept.blocking_splice(Numbers(), 9), 2)
        kept.blocking_write_and_flush(b"x")
        self.assertEqual(kept.parts, [b"12", b"x"])
        self.assertEqual(Numbers().blocking_skip(1), 1)


if __name__ == "__main__":
    unittest.main()
