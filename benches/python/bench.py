"""Alternates a generated package, the component API of `wasmtime` and code by hand over the same component, in one process.

Prints the fastest of the rounds, the ratios, and whether each row holds: `python bench.py [WORD]` runs the rows with this word.
"""
import ctypes
import gc
import os
import subprocess
import sys
from time import perf_counter

from build import OUT, build
from peers import ByHand, Native

ROUNDS = int(os.environ.get('ROUNDS', 31))
SECONDS = float(os.environ.get('MILLISECONDS', 10)) / 1000
INSIDE = 1000

START = """
import sys, time
sys.path.insert(0, sys.argv[1])
import hello
start = time.perf_counter()
hello.instantiate()
print(time.perf_counter() - start)
"""


class Host:
    def add_one(self, n):
        return n + 1

    def take(self, text):
        return len(text)


def ours(package):
    """The exported interface, with the same additions as the others have."""
    guest = package.instantiate({'bench:glue/host': Host()}).guest

    class Ours:
        method = guest.Counter(0).inc
        user = staticmethod(lambda number: User(number, f'user number {number}', number))

    from glue.exports.guest import User

    for name in ('add', 'echo_string', 'echo_bytes', 'echo_user', 'echo_users', 'call_add_one', 'call_take'):
        setattr(Ours, name, staticmethod(getattr(guest, name)))
    return Ours


SHORT = 'sixteen letters!'
ASCII = 'ASCII letters and digits: 0123456789 and so on; ' * 1366
BYTES = bytes(range(256)) * 256

# How many times the calls of the component API each row must reach, and of how many values one call is made.
ROWS = [
    ('add(u32, u32)', 30, 1, lambda peer: lambda: peer.add(1, 2)),
    ('resource method', 30, 1, lambda peer: lambda: peer.method(1)),
    ('string, 16 B', 16, 1, lambda peer: lambda: peer.echo_string(SHORT)),
    ('string, 64 KiB ASCII', None, 1, lambda peer: lambda: peer.echo_string(ASCII)),
    ('list<u8>, 64 KiB', 10_000, 1, lambda peer: lambda: peer.echo_bytes(BYTES)),
    ('record with a string', 50, 1, lambda peer: one(peer.echo_user, peer.user(42))),
    ('list of 100 records', 70, 1, lambda peer: one(peer.echo_users, [peer.user(i) for i in range(100)])),
    ('host import u32', 20, INSIDE, lambda peer: lambda: peer.call_add_one(INSIDE)),
    ('host import string', 14, INSIDE, lambda peer: lambda: peer.call_take(INSIDE)),
]


def one(function, value):
    return lambda: function(value)


def measure(call, batch):
    """Seconds for one call, over about so many milliseconds."""
    calls, start = 0, perf_counter()
    while True:
        for _ in range(batch):
            call()
        calls += batch
        spent = perf_counter() - start
        if spent > SECONDS:
            return spent / calls


def batch_of(call):
    """How many calls take about a millisecond."""
    batch = 1
    while True:
        start = perf_counter()
        for _ in range(batch):
            call()
        if perf_counter() - start > 0.001:
            return batch
        batch *= 2


def compare(contenders):
    batches = {name: batch_of(call) for name, call in contenders.items()}
    samples = {name: [] for name in contenders}
    for round in range(ROUNDS):
        for name, call in contenders.items():
            # One round of what takes milliseconds is enough to know it.
            if round == 0 or len(samples[name]) < 5 or samples[name][0] < SECONDS:
                samples[name].append(measure(call, batches[name]))
    # What else the machine does makes rounds slower, never faster.
    return {name: min(times) for name, times in samples.items()}


def shown(seconds):
    rate = 1 / seconds
    for unit, size in (('M', 1e6), ('k', 1e3)):
        if rate >= size:
            return f'{rate / size:.3g} {unit}/s'
    return f'{rate:.3g}/s'


class Verdict:
    """Counts what does not hold."""

    missed = 0

    def of(self, holds):
        if not holds:
            self.missed += 1
        return 'yes' if holds else 'NO'


def calls(verdict, only):
    import glue

    peers = {'ours': ours(glue), 'native': Native(str(OUT / 'glue.wasm'), Host()), 'hand': ByHand(str(OUT / 'glue.core.wasm'), Host())}
    # A foreign call of a function that does next to nothing: what no call of core code can be faster than.
    floor = ctypes.CDLL(None).abs
    floor.argtypes, ready = None, (ctypes.c_int(1),)
    print('| case | componentize | component API | by hand | of the API | at least | holds | of by hand | foreign calls |')
    print('|---|--:|--:|--:|--:|--:|---|--:|--:|')
    for name, least, inside, make in ROWS:
        if only and only not in name:
            continue
        contenders = {peer: make(it) for peer, it in peers.items()}
        found = [contenders['ours'](), contenders['hand']()]
        assert isinstance(found[0], list) or not hasattr(found[0], 'name') and found[0] == found[1] or name.startswith(('rec', 'res')), name
        contenders['floor'] = lambda: floor(*ready)
        times = {peer: time / (1 if peer == 'floor' else inside) for peer, time in compare(contenders).items()}
        factor = times['native'] / times['ours']
        bar, holds = ('', '') if least is None else (f'{least:,} x', verdict.of(factor >= least))
        print(f'| {name} | {shown(times["ours"])} | {shown(times["native"])} | {shown(times["hand"])} | {factor:,.3g} x | {bar} '
              f'| {holds} | {times["hand"] / times["ours"]:.1f} x | {times["ours"] / times["floor"]:.1f} |', flush=True)


def writes():
    """Microseconds for a write of 64 bytes to standard output, a file."""
    import writes
    from writes.wasi import Wasi

    with open(OUT / 'written', 'wb') as file:
        guest = writes.instantiate(wasi=Wasi(stdout=file))
        return 1e6 * min(measure(lambda: guest.write(INSIDE), 1) for _ in range(ROUNDS)) / INSIDE


def start():
    """Milliseconds to instantiate a component of 4 MB in a new process, whose modules are in the cache."""
    run = lambda: float(subprocess.run([sys.executable, '-c', START, str(OUT)], check=True, capture_output=True, text=True).stdout)
    run()
    return 1000 * min(run() for _ in range(11))


def generation(componentize):
    """Milliseconds to write the package of a component of 3 MB, from start to end of the process."""
    command = [componentize, 'bindgen', 'python', str(OUT / 'large.wasm'), '--name', 'large', '-o', str(OUT), '--quiet']
    run = lambda: subprocess.run(command, check=True)
    return 1000 * min(measure(run, 1) for _ in range(11))


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ''
    componentize = build()
    sys.path.insert(0, str(OUT))
    gc.disable()
    verdict = Verdict()
    calls(verdict, only)
    rest = [
        ('a write of 64 bytes to standard output', 2.5, 'us', writes),
        (f'instantiation, {(OUT / "hello.wasm").stat().st_size / 1e6:.1f} MB, from the cache', 60, 'ms', start),
        (f'generation, {(OUT / "large.wasm").stat().st_size / 1e6:.1f} MB', 50, 'ms', lambda: generation(componentize)),
    ]
    print('\n| case | time | at most | holds |\n|---|--:|--:|---|')
    for name, most, unit, make in rest:
        if only in name:
            time = make()
            print(f'| {name} | {time:.2f} {unit} | {most} {unit} | {verdict.of(time <= most)} |', flush=True)
    print('\nevery row holds' if not verdict.missed else f'\n{verdict.missed} missed')


main()
