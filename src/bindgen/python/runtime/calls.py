"""Entering and leaving the component, calls in both directions, and traps."""
import ctypes
import importlib
import sys
from ctypes import POINTER
from ctypes import addressof
from ctypes import byref
from ctypes import c_size_t
from ctypes import c_ubyte
from ctypes import c_void_p
from typing import Any
from typing import Callable
from typing import NoReturn
import wasmtime


# What wasmtime has no public names for, the same in all versions from 46.
ffi: Any = importlib.import_module('wasmtime._bindings')


# A binding of our own: without types of arguments, ready objects are passed on as they are.
run: Any = ctypes.CDLL(ffi.dll._name).wasmtime_func_call_unchecked
run.restype = c_void_p


class Instance:
    """A component instance: whether it may call out now, and its handles."""

    __slots__ = ('may_leave', 'handles')

    def __init__(self) -> None:
        self.may_leave = True
        self.handles: Any = None


class SharedInstance:
    """A component instance that shares with core code whether it may call out now."""

    __slots__ = ('store', 'flags', 'handles')

    def __init__(self, store: wasmtime.Store) -> None:
        self.store = store
        kind = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
        self.flags = wasmtime.Global(store, kind, wasmtime.Val.i32(1))
        self.handles: Any = None

    @property
    def may_leave(self) -> bool:
        return bool(self.flags.value(self.store))

    @may_leave.setter
    def may_leave(self, value: bool) -> None:
        self.flags.set_value(self.store, wasmtime.Val.i32(int(value)))


class State:
    """What runs in one instance of the component, and the error that ended it."""

    __slots__ = ('store', 'moves', 'context', 'trap', 'running', 'error', 'raised', 'keep', 'classes', 'destructors', 'dropped', 'scopes')

    def __init__(self, store: wasmtime.Store, moves: bool) -> None:
        self.store = store
        # Whether memories may move: not those of an engine that this package made.
        self.moves = moves
        self.context: Any = store._context()
        self.trap = c_void_p()
        self.running: str | None = 'instantiate'
        self.error: BaseException | None = None
        # What a function of the host raised, on its way through core code.
        self.raised: BaseException | None = None
        self.keep: list[Any] = []
        self.classes: dict[int, Any] = {}
        self.destructors: dict[int, tuple[Any, Any]] = {}
        # Objects that were collected: what to destroy at the next call.
        self.dropped: list[tuple[Any, int]] = []
        # Calls between component instances.
        self.scopes: list[Any] = []

    def enter(self, name: str) -> None:
        """Only one call at a time enters the component, and none after a trap."""
        if self.running is None:
            drop_collected(self)
        elif self.error is not None:
            how = 'was closed' if self.running == 'close' else f'has ended: `{self.running}` failed'
            raise Trap(f'`{name}` cannot enter the component: the instance {how}') from self.error
        else:
            raise Trap(f'`{name}` cannot enter the component: `{self.running}` is still running')

    def fail(self, error: BaseException) -> None:
        """Keeps what ends the instance."""
        if self.error is None:
            self.error = error

    def abandon(self, instance: Any, error: BaseException, scope: Any = None) -> None:
        """Leaves after a refused argument, and undoes those before it; unless realloc trapped, or returned a wrong pointer."""
        if isinstance(error, Trap) or not instance.may_leave:
            self.fail(error)
            return
        if scope is not None:
            for step, *values in reversed(scope.undo):
                step(*values)
        self.running = None

    def caught(self, error: BaseException) -> int:
        """Keeps what a function of the host raised, and traps with it."""
        if self.raised is None:
            self.raised = error
        pointer: int = ctypes.cast(ffi.wasmtime_trap_new(b'host', 4), c_void_p).value or 0
        return pointer


def drop_collected(state: State) -> None:
    """Destroys what collected objects stood for."""
    while state.dropped:
        destructor, rep = state.dropped.pop()
        destructor(rep)


def stop(state: State, error: 'int | None') -> NoReturn:
    """Raises what ended a call of core code: the exception of a function of the host, or a trap."""
    trap: Exception
    if state.trap:
        trap = wasmtime.Trap._from_ptr(ctypes.cast(state.trap, POINTER(ffi.wasm_trap_t)))
        state.trap.value = None
    else:
        trap = wasmtime.WasmtimeError._from_ptr(ctypes.cast(c_void_p(error), POINTER(ffi.wasmtime_error_t)))
    raised = state.raised
    if raised is not None:
        state.raised = None
        raise raised
    raise Trap(trap_text(trap)) from trap


def trap_text(trap: Exception) -> str:
    """What happened, without the functions that it happened in."""
    text = str(trap)
    return text.rpartition('wasm trap: ')[2].strip() or text


def prepare(state: State, function: wasmtime.Func, slots: int, *formats: str) -> 'tuple[Any, ...]':
    """The arguments of `run` for a function, and views of its core values in several formats."""
    slots = max(slots, 1)
    values = (ffi.wasmtime_val_raw_t * slots)()
    state.keep.append((function, values))
    size = c_size_t.from_param(slots)
    call = (byref(state.context.contents), byref(function._func), byref(values), size, byref(state.trap))
    view: Any = memoryview(values).cast('B')
    return (call, *(view.cast(code) for code in formats))


def with_post_return(state: State, prepared: 'tuple[Any, ...]', function: wasmtime.Func) -> 'tuple[Any, ...]':
    """The same for post-return, which takes the core values that the function returned."""
    state.keep.append(function)
    call, *views = prepared
    return (call, (call[0], byref(function._func), *call[2:]), *views)


def argument_views(views: 'dict[int, Any]', pointer: int, slots: int, formats: str) -> Any:
    """Views of the core values at an address: nearly always one that was met before."""
    if len(views) > 4096:
        views.clear()
    view: Any = memoryview((c_ubyte * (16 * slots)).from_address(pointer)).cast('B')
    cast = tuple(view.cast(code) for code in formats)
    views[pointer] = cast[0] if len(cast) == 1 else cast
    return views[pointer]


KINDS: 'dict[str, Callable[[], wasmtime.ValType]]' = {
    'i': wasmtime.ValType.i32,
    'I': wasmtime.ValType.i64,
    'f': wasmtime.ValType.f32,
    'd': wasmtime.ValType.f64,
}


Callback = ctypes.CFUNCTYPE(c_size_t, c_void_p, c_void_p, c_void_p, c_size_t)


Finalizer = ctypes.CFUNCTYPE(None, c_void_p)


def watch() -> None:
    """Keeps what is raised before the first line of a function of the host, which is where Ctrl-C often comes.

    `ctypes` can only print it. The call that runs ends with it, and so does the next function that core code calls.
    """
    previous = sys.unraisablehook
    if getattr(previous, 'package', None) == __name__:
        return

    def hook(unraisable: Any) -> None:
        trace = unraisable.exc_traceback
        found = trace.tb_frame.f_locals if trace is not None else {}
        state = found.get('_s')
        if isinstance(state, State) and state.running is not None:
            state.trap.value = state.caught(unraisable.exc_value)
            if '_i' in found:
                found['_i'].may_leave = False
        else:
            previous(unraisable)

    setattr(hook, 'package', __name__)
    sys.unraisablehook = hook


def host_function(state: State, call: 'Callable[[int, int, int, int], int]', params: str, results: str) -> wasmtime.Func:
    """A function of the host for core code, which finds its core values at an address."""
    watch()
    callback = Callback(call)
    kind = wasmtime.FuncType([KINDS[code]() for code in params], [KINDS[code]() for code in results])
    made = ffi.wasmtime_func_t()
    unchecked = ctypes.cast(callback, ffi.wasmtime_func_unchecked_callback_t)
    ffi._wasmtime_func_new_unchecked(state.context, kind.ptr(), unchecked, None, ctypes.cast(0, Finalizer), byref(made))
    state.keep.append((callback, kind, made))
    return wasmtime.Func._from_raw(made)


def word_function(_s: State, call: 'Callable[..., Any]', params: int, results: int) -> wasmtime.Func:
    """A function of the host whose parameters and results are words; of several results it returns a tuple."""
    views: dict[int, Any] = {}
    slots = max(params, results, 1)

    def enter(_environment: int, _caller: int, pointer: int, _count: int) -> int:
        try:
            view = views.get(pointer) or argument_views(views, pointer, slots, 'I')
            result = call(*(view[4 * i] for i in range(params)))
            if results == 1:
                view[0] = result
            else:
                for i in range(results):
                    view[4 * i] = result[i]
            return 0
        except BaseException as error:
            return _s.caught(error)

    return host_function(_s, enter, 'i' * params, 'i' * results)


def leave(name: str) -> NoReturn:
    """Traps because the component may not call out now."""
    raise Trap(f'`{name}` called while may-leave is false: in realloc, post-return or an adapter')


def trap_with(state: State, texts: 'dict[int, str]') -> 'Callable[[int], NoReturn]':
    """The trap of calls between component instances."""

    def trap(code: int) -> NoReturn:
        raise Trap(f'{state.running}: call between components: {texts.get(code, f"trap {code}")}')

    return trap
