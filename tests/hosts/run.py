"""Runs a command component in the Wasmtime whose Python package this interpreter has, and exits with its status."""

import sys

from wasmtime import Engine, ExitTrap, Store, WasiConfig, WasmtimeError
from wasmtime.component import Component, Linker


def run(path: str, arguments: list[str]) -> int:
    engine = Engine()
    linker = Linker(engine)
    linker.add_wasip2()
    wasi = WasiConfig()
    wasi.argv = [path, *arguments]
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    store = Store(engine)
    store.set_wasi(wasi)
    instance = linker.instantiate(store, Component.from_file(engine, path))
    # The export's name has the version of WASI that the component was made for.
    versions = (f"wasi:cli/run@0.2.{patch}" for patch in range(100))
    interface = next(filter(None, (instance.get_export_index(store, name) for name in versions)))
    function = instance.get_func(store, instance.get_export_index(store, "run", interface))
    try:
        result = function(store)
    except ExitTrap as exit:
        return exit.code
    return 0 if result.tag == "ok" else 1


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1], sys.argv[2:]))
    except WasmtimeError as error:
        sys.exit(f"error: {error}")
