"""Entering and leaving the component, calls in both directions, and traps."""
import ctypes
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
from wasmtime import Config
from wasmtime import Engine
from wasmtime import Func
from wasmtime import Store
from wasmtime import WasmtimeError
from wasmtime import _bindings
import wasmtime


# What has no public names, without its types.
ffi: Any = _bindings


# Without types of arguments: every call would check them.
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

    def __init__(self, store: Store) -> None:
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
    """The state of one instance of the component."""

    __slots__ = ('own', 'store', 'context', 'trap', 'running', 'error')

    def __init__(self, store: Store | None, config: Config | None) -> None:
        if store and config:
            raise TypeError('expected `store` or `config`, found both')
        self.own = store is None
        self.store = store or Store(Engine(config) if config else default_engine())
        self.context: Any = self.store._context()
        self.trap = c_void_p()
        # The function that runs or failed; empty after `close`.
        self.running: str | None = 'instantiate'
        # What ended the instance.
        self.error: BaseException | None = None

    def enter(self, name: str) -> None:
        """Refuses a call."""
        why = f'`{self.running}` is still running'
        if self.error is not None:
            why = f'the instance has ended: `{self.running}` failed' if self.running else 'the instance was closed'
        raise Trap(f'`{name}` cannot enter the component: {why}') from self.error

    def trapped(self, trap: Exception) -> NoReturn:
        """Raises a trap without the functions that it happened in."""
        text = str(trap)
        raise Trap(text.rpartition('wasm trap: ')[2].strip() or text) from trap

    def close(self) -> None:
        """Refuses later calls."""
        if self.running and self.error is None:
            raise Trap(f'`close` cannot end the instance: `{self.running}` is still running')
        self.running, self.error = '', Trap('the instance was closed')
        if self.own:
            self.store.close()


class HostState(State):
    """What runs in one instance of a component that calls the host."""

    __slots__ = ('raised', 'keep')

    def __init__(self, store: Store | None, config: Config | None) -> None:
        super().__init__(store, config)
        # What a function of the host raised, on its way through core code.
        self.raised: BaseException | None = None
        # Functions that core code may call.
        self.keep: list[Any] = []

    def trapped(self, trap: Exception) -> NoReturn:
        """Raises what a function of the host raised, else a trap."""
        raised, self.raised = self.raised, None
        if raised is not None:
            raise raised
        super().trapped(trap)


def abandon(state: State, instance: Any, error: BaseException, scope: Any = None) -> None:
    """Leaves after a refused argument, and undoes those before it; unless realloc trapped, or returned a wrong pointer."""
    if isinstance(error, Trap) or not instance.may_leave:
        state.error = error
        return
    if scope is not None:
        for step, *values in reversed(scope.undo):
            step(*values)
    state.running = None


def caught(state: HostState, error: BaseException) -> int:
    """Records what a function of the host raised, and traps with it."""
    if state.raised is None:
        state.raised = error
    pointer: int = ctypes.cast(ffi.wasmtime_trap_new(b'host', 4), c_void_p).value or 0
    return pointer


def stop(state: State, error: int | None) -> NoReturn:
    """Raises what ended a call of core code."""
    if state.trap:
        trap = wasmtime.Trap._from_ptr(ctypes.cast(state.trap, POINTER(ffi.wasm_trap_t)))
        state.trap.value = None
        state.trapped(trap)
    state.trapped(WasmtimeError._from_ptr(ctypes.cast(c_void_p(error), POINTER(ffi.wasmtime_error_t))))


def prepare(state: State, function: Func, slots: int, *formats: str) -> tuple[Any, ...]:
    """The arguments of `run`, and views of a function's core values."""
    values = (ffi.wasmtime_val_raw_t * slots)()
    size = c_size_t.from_param(slots)
    call = (byref(state.context.contents), byref(function._func), byref(values), size, byref(state.trap))
    view: Any = memoryview(values).cast('B')
    return (call, *(view.cast(code) for code in formats))


def with_post_return(prepared: tuple[Any, ...], function: Func) -> tuple[Any, ...]:
    """The same for post-return, which takes the core values that the function returned."""
    call, *views = prepared
    return (call, (call[0], byref(function._func), *call[2:]), *views)


def argument_views(views: dict[int, Any], pointer: int, slots: int, formats: str) -> Any:
    """Views of the core values at an address: nearly always one that was met before."""
    if len(views) > 4096:
        views.clear()
    view: Any = memoryview((c_ubyte * (16 * slots)).from_address(pointer)).cast('B')
    cast = tuple(view.cast(code) for code in formats)
    views[pointer] = cast[0] if len(cast) == 1 else cast
    return views[pointer]


KINDS: dict[str, Callable[[], wasmtime.ValType]] = {
    'i': wasmtime.ValType.i32,
    'I': wasmtime.ValType.i64,
    'f': wasmtime.ValType.f32,
    'd': wasmtime.ValType.f64,
}


Callback = ctypes.CFUNCTYPE(c_size_t, c_void_p, c_void_p, c_void_p, c_size_t)


Finalizer = ctypes.CFUNCTYPE(None, c_void_p)


def watch() -> None:
    """Records what is raised before the first line of a function of the host, which is where Ctrl-C often comes.

    `ctypes` can only print it. The call that runs ends with it, and so does the next function that core code calls.
    The hook stays between calls: to set it in each would take an eighth of a short call. It passes on all that is not of a call.
    """
    previous: Any = sys.unraisablehook
    known = previous
    while known is not None:
        if getattr(known, 'package', None) == __name__:
            return
        known = getattr(known, 'previous', None)

    def hook(unraisable: Any) -> None:
        trace = unraisable.exc_traceback
        found = trace.tb_frame.f_locals if trace is not None else {}
        state = found.get('_s')
        if isinstance(state, HostState) and state.running is not None:
            state.trap.value = caught(state, unraisable.exc_value)
            if '_i' in found:
                found['_i'].may_leave = False
        else:
            previous(unraisable)

    setattr(hook, 'package', __name__)
    setattr(hook, 'previous', previous)
    sys.unraisablehook = hook


def host_function(state: HostState, call: Callable[[int, int, int, int], int], params: str, results: str) -> Func:
    """A function of the host for core code, which finds its core values at an address."""
    watch()
    callback = Callback(call)
    kind = wasmtime.FuncType([KINDS[code]() for code in params], [KINDS[code]() for code in results])
    made = ffi.wasmtime_func_t()
    unchecked = ctypes.cast(callback, ffi.wasmtime_func_unchecked_callback_t)
    ffi._wasmtime_func_new_unchecked(state.context, kind.ptr(), unchecked, None, ctypes.cast(0, Finalizer), byref(made))
    state.keep.append((callback, kind, made))
    return Func._from_raw(made)


def word_function(_s: HostState, call: Callable[..., Any], params: int, results: int) -> Func:
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
            return caught(_s, error)

    return host_function(_s, enter, 'i' * params, 'i' * results)


def leave(name: str) -> NoReturn:
    """Traps because the component may not call out now."""
    raise Trap(f'`{name}` called while may-leave is false: in realloc, post-return or an adapter')


def trap_with(state: State, texts: dict[int, str]) -> Callable[[int], NoReturn]:
    """The trap of calls between component instances."""

    def trap(code: int) -> NoReturn:
        raise Trap(f'{state.running}: call between components: {texts.get(code, f"trap {code}")}')

    return trap
