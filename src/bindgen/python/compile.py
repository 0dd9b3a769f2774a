"""Compiles the core modules beforehand. To load them is to run their code, so keep the place safe."""
from pathlib import Path

from wasmtime import Module

from ._runtime import default_engine

if __name__ == '__main__':
    for wasm in Path(__file__).parent.glob('*.wasm'):
        compiled = wasm.with_suffix('.cwasm')
        compiled.write_bytes(Module(default_engine(), wasm.read_bytes()).serialize())
        print('wrote', compiled)
