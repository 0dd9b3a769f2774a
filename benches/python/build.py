"""Makes the components and their packages. `COMPONENTIZE` names the program; without it, cargo builds and runs it."""
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OUT = ROOT / 'target/benches/python'
GLUE = HERE.parent / 'js'
# Functions that nobody calls, for 3 MB and for 4 MB.
LARGE, HELLO = 37_000, 51_000


def program():
    """The command line of componentize."""
    given = os.environ.get('COMPONENTIZE')
    if given:
        return given
    subprocess.run(['cargo', 'build', '--release', '--quiet', '--bin', 'componentize'], cwd=ROOT, check=True)
    return str(ROOT / 'target/release/componentize')


def step(n):
    return f'(local.set 0 (i32.xor (i32.mul (local.get 0) (i32.const {n * 7919})) (i32.load offset={n} (local.get 0))))'


def padded(text, count):
    """A module with functions that nobody calls."""
    body = lambda n: ' '.join(step(4 * n + i) for i in range(4))
    functions = ''.join(f'(func (param i32) (result i32) {body(n)} (local.get 0))\n' for n in range(count))
    return f'{text.rstrip()[:-1]}{functions})'


def build():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    componentize = program()
    run = lambda *words: subprocess.run([componentize, *map(str, words), '--quiet'], check=True)
    glue, writes = (GLUE / 'glue.wat').read_text(), (HERE / 'writes.wat').read_text()
    for name, text, world in (
        ('glue', glue, GLUE / 'glue.wit'),
        ('large', padded(glue, LARGE), GLUE / 'glue.wit'),
        ('writes', writes, HERE / 'writes.wit'),
        ('hello', padded(writes, HELLO), HERE / 'writes.wit'),
    ):
        (OUT / f'{name}.wat').write_text(text)
        run('embed', world, OUT / f'{name}.wat', '-o', OUT / f'{name}.core.wasm')
        run('new', OUT / f'{name}.core.wasm', '--adapt', 'wasi_snapshot_preview1', '-o', OUT / f'{name}.wasm')
        run('bindgen', 'python', OUT / f'{name}.wasm', '--name', name, '-o', OUT)
    return componentize
