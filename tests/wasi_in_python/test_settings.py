"""What a `Wasi` is given, what it refuses, and the interfaces that have no files."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

from app._runtime import Err, Ok, Trap
from app.wasi import Clocks, Exit, Wasi
from app.wasi.clocks import Datetime
from app.wasi.sockets import ErrorCode, IpAddressFamily, Network

NAMES = {
    "wasi:cli/environment": ["get_environment", "get_arguments", "initial_cwd"],
    "wasi:cli/exit": ["exit", "exit_with_code"],
    "wasi:cli/stderr": ["get_stderr"],
    "wasi:cli/stdin": ["get_stdin"],
    "wasi:cli/stdout": ["get_stdout"],
    "wasi:cli/terminal-input": [],
    "wasi:cli/terminal-output": [],
    "wasi:cli/terminal-stderr": ["get_terminal_stderr"],
    "wasi:cli/terminal-stdin": ["get_terminal_stdin"],
    "wasi:cli/terminal-stdout": ["get_terminal_stdout"],
    "wasi:clocks/monotonic-clock": ["now", "resolution", "subscribe_instant", "subscribe_duration"],
    "wasi:clocks/wall-clock": ["now", "resolution"],
    "wasi:filesystem/preopens": ["get_directories"],
    "wasi:filesystem/types": ["filesystem_error_code"],
    "wasi:io/error": [],
    "wasi:io/poll": ["poll"],
    "wasi:io/streams": [],
    "wasi:random/insecure": ["get_insecure_random_bytes", "get_insecure_random_u64"],
    "wasi:random/insecure-seed": ["insecure_seed"],
    "wasi:random/random": ["get_random_bytes", "get_random_u64"],
    "wasi:sockets/instance-network": ["instance_network"],
    "wasi:sockets/ip-name-lookup": ["resolve_addresses"],
    "wasi:sockets/network": ["network_error_code"],
    "wasi:sockets/tcp": [],
    "wasi:sockets/tcp-create-socket": ["create_tcp_socket"],
    "wasi:sockets/udp": [],
    "wasi:sockets/udp-create-socket": ["create_udp_socket"],
}


def find(name: str, **given: Any) -> Any:
    return Wasi(**given).interface(name)


class Settings(unittest.TestCase):
    def test_every_interface_has_its_functions(self) -> None:
        wasi = Wasi()
        for name, functions in NAMES.items():
            interface = wasi.interface(name)
            self.assertIs(wasi.interface(name), interface)
            for function in functions:
                self.assertTrue(callable(getattr(interface, function)), f"{name} {function}")

    def test_other_interfaces_are_refused_by_name(self) -> None:
        for name in ("wasi:http/types", "wasi:cli/run", "wasi:io", "io/poll", "a:b/c", "wasi:_files/x", ""):
            with self.assertRaisesRegex(LookupError, f"`{name}`"):
                Wasi().interface(name)

    def test_nothing_is_inherited(self) -> None:
        environment: Any = find("wasi:cli/environment")
        self.assertEqual((environment.get_arguments(), environment.get_environment()), ([], []))
        self.assertIsNone(environment.initial_cwd())
        self.assertEqual(find("wasi:filesystem/preopens").get_directories(), [])
        for name in ("stdin", "stdout", "stderr"):
            terminal = getattr(find(f"wasi:cli/terminal-{name}"), f"get_terminal_{name}")
            self.assertIsNone(terminal())

    def test_arguments_and_environment(self) -> None:
        environment: Any = find("wasi:cli/environment", args=("a", "日本"), env={"K": "V", "E": ""})
        self.assertEqual(environment.get_arguments(), ["a", "日本"])
        self.assertEqual(environment.get_environment(), [("K", "V"), ("E", "")])

    def test_what_cannot_be_given(self) -> None:
        text = io.StringIO()
        cases: list[tuple[dict[str, Any], type[Exception], str]] = [
            ({"args": "one two"}, TypeError, "args: expected a list of str, found str"),
            ({"args": ["a", 1]}, TypeError, "args: expected str, found int"),
            ({"args": ["\ud800"]}, ValueError, r"args: '\\ud800' is not Unicode text"),
            ({"env": {"K": 5}}, TypeError, r"env\['K'\]: expected str, found int"),
            ({"preopens": {b"/": "."}}, TypeError, "preopens: expected str, found bytes"),
            ({"stdout": text}, TypeError, "stdout: expected a binary file, found one of text: use its `buffer`"),
            ({"stdin": "name"}, TypeError, "stdin: expected a binary file with `read`, found str"),
            ({"stderr": 2}, TypeError, "stderr: expected a binary file with `write`, found int"),
        ]
        for given, kind, message in cases:
            with self.assertRaisesRegex(kind, message):
                Wasi(**given)

    def test_a_directory_that_is_not_there(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            with self.assertRaises(NotADirectoryError):
                find("wasi:filesystem/preopens", preopens={"/": file.name})
        with self.assertRaisesRegex(FileNotFoundError, "missing"):
            find("wasi:filesystem/preopens", preopens={"/": Path("missing")})

    def test_terminals(self) -> None:
        master, slave = os.openpty()
        with open(master, "rb", buffering=0), open(slave, "r+b", buffering=0) as file:
            self.assertIsNotNone(find("wasi:cli/terminal-stdin", stdin=file).get_terminal_stdin())
            self.assertIsNotNone(find("wasi:cli/terminal-stdout", stdout=file).get_terminal_stdout())
            self.assertIsNotNone(find("wasi:cli/terminal-stderr", stderr=file).get_terminal_stderr())
        self.assertIsNone(find("wasi:cli/terminal-stdin", stdin=io.BytesIO()).get_terminal_stdin())

    def test_exit(self) -> None:
        exits: Any = find("wasi:cli/exit")
        for function, argument, code in (
            (exits.exit, Ok(None), 0),
            (exits.exit, Err(None), 1),
            (exits.exit_with_code, 77, 77),
        ):
            with self.assertRaises(Exit) as found:
                function(argument)
            self.assertEqual(found.exception.code, code)
            self.assertIn(f"status {code}", str(found.exception))


class Numbers(unittest.TestCase):
    def test_clocks(self) -> None:
        wall, monotonic = find("wasi:clocks/wall-clock"), find("wasi:clocks/monotonic-clock")
        now: Any = wall.now()
        self.assertLess(abs(now.seconds - time.time()), 60)
        self.assertLess(now.nanoseconds, 1_000_000_000)
        first = monotonic.now()
        self.assertLess(first, 60_000_000_000)
        self.assertLessEqual(first, monotonic.now())
        for resolution in (wall.resolution().nanoseconds, monotonic.resolution()):
            self.assertTrue(0 < resolution < 1_000_000_000)

    def test_other_clocks(self) -> None:
        class Fixed(Clocks):
            time = 2

            def wall(self) -> int:
                return 12_000_000_034

            def monotonic(self) -> int:
                return self.time

            def wall_resolution(self) -> int:
                return 1_000_000_001

            def monotonic_resolution(self) -> int:
                return 7

        clocks = Fixed()
        self.assertEqual(find("wasi:clocks/wall-clock", clocks=clocks).now(), Datetime(12, 34))
        monotonic: Any = find("wasi:clocks/monotonic-clock", clocks=clocks)
        self.assertEqual(monotonic.now(), 2)
        clocks.time = 4
        self.assertEqual(monotonic.now(), 4)
        self.assertEqual(monotonic.resolution(), 7)
        self.assertEqual(find("wasi:clocks/wall-clock", clocks=clocks).resolution(), Datetime(1, 1))
        self.assertTrue(monotonic.subscribe_instant(4).ready())
        self.assertFalse(monotonic.subscribe_instant(60_000_000_000).ready())

    def test_random(self) -> None:
        random, insecure = find("wasi:random/random"), find("wasi:random/insecure")
        for function in (random.get_random_bytes, insecure.get_insecure_random_bytes):
            self.assertEqual(len(function(0)), 0)
            self.assertNotEqual(function(32), function(32))
            self.assertEqual(len(function(1 << 20)), 1 << 20)
            with self.assertRaises(Trap):
                function((64 << 20) + 1)
        for number in (random.get_random_u64, insecure.get_insecure_random_u64):
            numbers = {number() for _ in range(100)}
            self.assertEqual(len(numbers), 100)
            self.assertGreater(max(numbers), 1 << 60)
        seeds: Any = find("wasi:random/insecure-seed")
        self.assertEqual(seeds.insecure_seed(), seeds.insecure_seed())
        self.assertNotEqual(seeds.insecure_seed(), find("wasi:random/insecure-seed").insecure_seed())

    def test_other_randomness(self) -> None:
        random: Any = find("wasi:random/random", random=lambda size: bytes(range(size)))
        self.assertEqual(random.get_random_bytes(3), b"\0\1\2")
        self.assertEqual(random.get_random_u64(), 0x0706050403020100)
        with self.assertRaisesRegex(ValueError, "random: expected 8 bytes, found 1"):
            find("wasi:random/random", random=lambda _: b"x").get_random_u64()

    def test_sockets_are_not_supported(self) -> None:
        network: Any = find("wasi:sockets/instance-network").instance_network()
        self.assertIsInstance(network, Network)
        for family in IpAddressFamily:
            tcp = find("wasi:sockets/tcp-create-socket").create_tcp_socket
            udp = find("wasi:sockets/udp-create-socket").create_udp_socket
            names = find("wasi:sockets/ip-name-lookup").resolve_addresses
            for function, arguments in ((tcp, [family]), (udp, [family]), (names, [network, "localhost"])):
                with self.assertRaises(Err) as found:
                    function(*arguments)
                self.assertIs(found.exception.value, ErrorCode.NOT_SUPPORTED)


PROGRAM = """
import sys
from app._runtime import Err, Trap
from app.wasi import Exit, Wasi
from app.wasi._command import main

def run(wasi: Wasi) -> None:
    environment = wasi.interface("wasi:cli/environment")
    args = environment.get_arguments()
    out = wasi.interface("wasi:cli/stdout").get_stdout()
    out.blocking_write_and_flush(repr((args, environment.get_environment(), wasi.preopens)).encode())
    out.blocking_write_and_flush(wasi.interface("wasi:cli/stdin").get_stdin().blocking_read(100))
    how = args[-1]
    if how == "err": raise Err(None)
    if how == "trap": raise Trap("unreachable")
    if how == "bug": raise ZeroDivisionError
    if how.isdigit(): raise Exit(int(how))

sys.exit(main(run, prog="python -m app"))
"""


class Command(unittest.TestCase):
    def run_with(self, *args: str) -> tuple[int, str, str]:
        found = subprocess.run(
            [sys.executable, "-c", PROGRAM, *args],
            input="typed",
            capture_output=True,
            text=True,
            env={**os.environ, "HERE": "a b", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        return found.returncode, found.stdout, found.stderr

    def test_what_the_program_is_given(self) -> None:
        cases: list[tuple[tuple[str, ...], object]] = [
            (("x",), (["app", "x"], [], {})),
            (("--", "--env", "--"), (["app", "--env", "--"], [], {})),
            (("x", "--", "-y"), (["app", "x", "--", "-y"], [], {})),
            (("--env", "K=V=W", "--env=E=", "--env", "HERE", "--env", "NOT_SET", "x"),
             (["app", "x"], [("K", "V=W"), ("E", ""), ("HERE", "a b")], {})),
            (("--dir", ".::/", "--dir=/tmp", "--", "x"), (["app", "x"], [], {"/": ".", "/tmp": "/tmp"})),
        ]
        for args, wanted in cases:
            self.assertEqual(self.run_with(*args), (0, f"{wanted!r}typed", ""), args)

    def test_statuses(self) -> None:
        for how, status in (("x", 0), ("0", 0), ("1", 1), ("77", 77), ("255", 255), ("err", 1)):
            code, _, errors = self.run_with(how)
            self.assertEqual((code, errors), (status, ""), how)
        code, _, errors = self.run_with("trap")
        self.assertEqual(code, 134)
        self.assertIn("unreachable", errors)
        code, _, errors = self.run_with("bug")
        self.assertEqual(code, 1)
        self.assertIn("ZeroDivisionError", errors)

    def test_wrong_options(self) -> None:
        for args in (("--unknown",), ("--dir",), ("--en", "K=V")):
            code, output, errors = self.run_with(*args)
            self.assertEqual((code, output), (2, ""), args)
            self.assertIn("usage: python -m app", errors)


if __name__ == "__main__":
    unittest.main()
