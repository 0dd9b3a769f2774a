"""The stage: memory of the package's own, where arguments and results are for the core module that copies them."""
from typing import Any
import wasmtime


class StagedInstance:
    """A component instance whose right to call out is a byte in the stage."""

    __slots__ = ('gate', 'handles')

    def __init__(self) -> None:
        self.gate: Any = bytearray(1)
        self.handles: Any = None

    @property
    def may_leave(self) -> bool:
        return not self.gate[0]

    @may_leave.setter
    def may_leave(self, value: bool) -> None:
        self.gate[0] = not value


class Stage:
    """Memory of the package's own, which this code alone makes larger."""

    __slots__ = ('state', 'instances', 'exports', 'memory', 'view', 'size', 'top')

    def __init__(self, state: State, module: wasmtime.Module, imports: 'list[Any]', instances: 'list[tuple[int, Any]]') -> None:
        self.state = state
        self.instances = instances
        host = word_function(state, self.answer, 2, 0)
        self.exports = instantiate_core(state, module, [*imports, host])
        self.memory: Any = self.exports['stage']
        self.top = 0
        self.look()

    def look(self) -> None:
        self.view: Any = view_of(self.state, self.memory)
        self.size = len(self.view)
        for number, instance in self.instances:
            instance.gate = self.view[number:number + 1]

    def grow(self, page: int) -> None:
        """Makes room up to the end of a page of 64 KiB."""
        try:
            self.memory.grow(self.state.store, page + 1 - (self.size >> 16))
        except wasmtime.WasmtimeError as error:
            raise MemoryError(f'arguments and results need {page + 1 << 16} bytes') from error
        self.look()

    def allocate(self, _align: int, size: int) -> int:
        """Room after what is there; nothing needs to be aligned before it is copied."""
        pointer = self.top
        end = self.top = pointer + size
        if end > self.size:
            self.grow(end >> 16)
        return pointer

    def answer(self, question: int, page: int) -> None:
        """Does what the core module cannot do: makes room, or says why it traps."""
        if question == 0:
            return self.grow(page)
        where = 'realloc' if question < 3 else f'{self.state.running}: result'
        raise Trap(f'{where}: pointer not aligned' if question & 1 else f'{where}: pointer out of bounds')


ENCODE = str.encode


def stage_utf8(stage: Stage, value: str, path: str) -> 'tuple[int, int]':
    """Lowers a string; returns its place and length."""
    try:
        data = ENCODE(value)
    except (TypeError, UnicodeEncodeError):
        raise bad_text(value, path) from None
    size = len(data)
    pointer = stage.top
    end = stage.top = pointer + size
    if end > stage.size:
        stage.grow(end >> 16)
    stage.view[pointer:end] = data
    return pointer, size


def staged_compact(data: bytes, pointer: int, length: int) -> str:
    """Latin-1, or UTF-16 if the top bit of the length is set."""
    if length & 0x80000000:
        return data[pointer:pointer + 2 * (length & 0x7FFFFFFF)].decode('utf-16-le')
    return data[pointer:pointer + length].decode('latin-1')


def staged_numbers(data: bytes, pointer: int, length: int, code: str, size: int) -> 'list[Any]':
    """A list of numbers; `code` is their format in the sense of `array`."""
    view: Any = memoryview(data)
    numbers: list[Any] = view[pointer:pointer + size * length].cast(code).tolist() if length else []
    return numbers
