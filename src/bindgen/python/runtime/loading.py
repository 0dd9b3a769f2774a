"""Core modules and imports."""
import importlib
from functools import cache
from importlib.resources import files
from typing import Any
from typing import Callable
from typing import Mapping
from typing import Sequence
import wasmtime
from wasmtime import Config
from wasmtime import Engine
from wasmtime import Module
from wasmtime import WasmtimeError


@cache
def default_engine() -> Engine:
    """The usual engine: compiled code is kept, and memories never move."""
    config = Config()
    config.memory_may_move = False
    config.cache = True
    return Engine(config)


@cache
def core_module(engine: Engine, name: str) -> Module:
    """A core module of the package, which may be compiled already."""
    folder = files(__package__ or '')
    compiled = folder / f'{name}.cwasm'
    if compiled.is_file() and engine is default_engine():
        try:
            return Module.deserialize(engine, compiled.read_bytes())
        except WasmtimeError:
            pass  # Of another version of wasmtime.
    return Module(engine, (folder / f'{name}.wasm').read_bytes())


def instantiate_core(state: State, name: str, imports: Sequence[Any]) -> Any:
    """The exports of a new core instance."""
    module = core_module(state.store.engine, name)
    try:
        return wasmtime.Instance(state.store, module, imports).exports(state.store)
    except (wasmtime.Trap, WasmtimeError) as error:
        state.trapped(error)


def find_import(imports: Mapping[str, Any], label: str, names: Sequence[str], track: str | None, members: Sequence[str], default: Callable[[], Any] | None, implemented: bool) -> Any:
    """The host's object for an import.

    It is found under one of its names, else under a compatible version (`track` is how such names begin), else it is the
    default. What implements an interface for several labels may be a function from the label.
    """
    compatible = [name for name in imports if track is not None and name.startswith(track)]
    for name in [label, *names, *compatible[:1]]:
        found = imports.get(name)
        if found is None:
            continue
        if implemented and name != label and callable(found) and not all(hasattr(found, member) for member in members):
            found = found(label)
        return with_members(found, label, members)
    if default is None:
        raise TypeError(f'missing import `{label}`')
    return with_members(default(), label, members)


def with_members(found: Any, label: str, members: Sequence[str]) -> Any:
    """The host's object for an import, checked to have all functions and classes that the component uses."""
    for member in members:
        if not callable(getattr(found, member, None)):
            what = 'is not a function' if member == '__call__' else f'has no function `{member}`'
            raise TypeError(f'import `{label}` {what}')
    return found


def load_import(module: str, name: str) -> Any:
    """A module, or what it has under a name."""
    found = importlib.import_module(module)
    return getattr(found, name) if name else found
