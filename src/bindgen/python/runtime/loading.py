"""Core modules and imports."""
import importlib
from importlib.resources import files
from pathlib import Path
from typing import Any
from typing import Callable
from typing import Mapping
from typing import Sequence
import wasmtime


def make_store(store: 'wasmtime.Store | None', config: 'wasmtime.Config | None') -> 'tuple[wasmtime.Store, bool]':
    """The store of an instance, and whether its memories may move."""
    if store is not None:
        if config is not None:
            raise TypeError('expected `store` or `config`, found both: a store has its configuration')
        return store, True
    if config is not None:
        return wasmtime.Store(wasmtime.Engine(config)), True
    return wasmtime.Store(default_engine()), False


ENGINES: 'list[wasmtime.Engine]' = []


def default_engine() -> wasmtime.Engine:
    """The engine of all instances that are given no other: compiled code is cached, and memories never move."""
    if not ENGINES:
        config = wasmtime.Config()
        config.memory_may_move = False
        config.cache = True
        ENGINES.append(wasmtime.Engine(config))
    return ENGINES[0]


MODULES: 'dict[tuple[int, str], tuple[wasmtime.Engine, wasmtime.Module]]' = {}


def core_module(store: wasmtime.Store, package: str, name: str) -> wasmtime.Module:
    """A core module of the package, compiled once for each engine; `python -m PACKAGE.compile` does it beforehand."""
    key = (id(store.engine), name)
    if key not in MODULES:
        MODULES[key] = (store.engine, compile_module(store.engine, package, name))
    return MODULES[key][1]


def compile_module(engine: wasmtime.Engine, package: str, name: str) -> wasmtime.Module:
    folder = files(package)
    if ENGINES and engine is ENGINES[0]:
        compiled = folder / f'{name}.cwasm'
        if compiled.is_file():
            try:
                return wasmtime.Module.deserialize(engine, compiled.read_bytes())
            except wasmtime.WasmtimeError:
                pass  # Of another version of wasmtime.
    return wasmtime.Module(engine, (folder / f'{name}.wasm').read_bytes())


def instantiate_core(state: State, module: wasmtime.Module, imports: 'Sequence[Any]') -> Any:
    """The exports of a new core instance."""
    try:
        return wasmtime.Instance(state.store, module, imports).exports(state.store)
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        raised = state.raised
        if raised is not None:
            state.raised = None
            raise raised from None
        raise Trap(trap_text(error)) from error


def compile_all(package: str, names: 'Sequence[str]') -> None:
    """Writes compiled core modules next to the package. To load them is to run their code: keep the place safe."""
    folder = Path(str(files(package)))
    for name in names:
        module = wasmtime.Module(default_engine(), (folder / f'{name}.wasm').read_bytes())
        (folder / f'{name}.cwasm').write_bytes(module.serialize())
        print(f'wrote {folder / name}.cwasm')


def end_instance(state: State, own: bool) -> None:
    """Refuses all later calls, and ends the store if it belongs to the instance."""
    if state.running == 'close' and state.error is not None:
        return
    if state.running is not None and state.error is None:
        raise Trap(f'`close` cannot end the instance: `{state.running}` is still running')
    state.running = 'close'
    state.error = Trap('the instance was closed')
    if own:
        state.store.close()


def find_import(imports: 'Mapping[str, Any]', label: str, names: 'Sequence[str]', track: 'str | None', members: 'Sequence[str]', default: 'Callable[[], Any] | None', implemented: bool) -> Any:
    """What the host gives for an import.

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


def with_members(found: Any, label: str, members: 'Sequence[str]') -> Any:
    """What the host gives for an import, if it has all functions and classes that the component uses."""
    for member in members:
        if not callable(getattr(found, member, None)):
            what = 'is not a function' if member == '__call__' else f'has no function `{member}`'
            raise TypeError(f'import `{label}` {what}')
    return found


def load_import(module: str, name: str) -> Any:
    """A module, or what it has under a name."""
    found = importlib.import_module(module)
    return getattr(found, name) if name else found
