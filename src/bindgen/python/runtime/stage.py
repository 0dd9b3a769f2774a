"""The stage: memory of the package's own, where arguments and results are for the core module that copies them."""
from typing import Any
from typing import NoReturn
from typing import Sequence
from wasmtime import WasmtimeError


class StagedInstance:
    """A component instance that may call out while a byte in the stage is 0."""

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
    """Memory for arguments and results, and the core module that copies them."""

    __slots__ = ('state', 'exports', 'view', 'size', 'top')

    def __init__(self, state: State, name: str, imports: Sequence[Any]) -> None:
        self.state = state
        self.exports = instantiate_core(state, name, imports)
        self.top = 0
        self.look()

    def look(self) -> None:
        """Looks at the memory, which has grown."""
        self.view: Any = view_of(self.state, self.exports['stage'])
        self.size = len(self.view)

    def grow(self) -> None:
        """Makes room for all arguments."""
        pages = (self.top >> 16) + 1
        try:
            self.exports['stage'].grow(self.state.store, pages - (self.size >> 16))
        except WasmtimeError as error:
            raise MemoryError(f'the arguments need {pages << 16} bytes') from error
        self.look()

    def stop(self, error: int | None) -> NoReturn:
        """Raises what ended a call: a refused copy, or a trap."""
        cause = self.exports['cause'].value(self.state.store)
        try:
            stop(self.state, error)
        except Trap:
            if not cause:
                raise
        if cause == 5:
            raise MemoryError('there is no room for the result')
        where = 'realloc' if cause < 3 else f'{self.state.running}: result'
        what = 'not aligned' if cause & 1 else 'out of bounds'
        raise Trap(f'{where}: pointer {what}')


class HeapStage(Stage):
    """A stage for more than strings of UTF-8."""

    __slots__ = ()

    def allocate(self, _align: int, size: int) -> int:
        """Room after what is there; nothing needs to be aligned before it is copied."""
        pointer = self.top
        end = self.top = pointer + size
        if end > self.size:
            self.grow()
        return pointer

    def write(self, pointer: int, pieces: list[bytes]) -> None:
        """Writes pieces after each other, the last of what is there."""
        data = b''.join(pieces)
        end = self.top = pointer + len(data)
        if end > self.size:
            self.grow()
        self.view[pointer:end] = data


class GatedStage(HeapStage):
    """A stage with the bytes of component instances: 1 while one may not call out."""

    __slots__ = ('instances',)

    def __init__(self, state: State, name: str, imports: Sequence[Any], instances: dict[int, Any]) -> None:
        self.instances = instances
        super().__init__(state, name, imports)

    def look(self) -> None:
        super().look()
        for number, instance in self.instances.items():
            instance.gate = self.view[number:number + 1]


ENCODE = str.encode


def stage_utf8(stage: Stage, value: str, path: str) -> tuple[int, int]:
    """Lowers a string; returns its place and length."""
    try:
        data = ENCODE(value)
    except (TypeError, UnicodeEncodeError):
        raise bad_text(value, path) from None
    size = len(data)
    pointer = stage.top
    end = stage.top = pointer + size
    if end > stage.size:
        stage.grow()
    stage.view[pointer:end] = data
    return pointer, size


def staged_compact(data: bytes, pointer: int, length: int) -> str:
    """Latin-1, or UTF-16 if the top bit of the length is set."""
    if length & 0x80000000:
        return data[pointer:pointer + 2 * (length & 0x7FFFFFFF)].decode('utf-16-le')
    return data[pointer:pointer + length].decode('latin-1')


def staged_numbers(data: bytes, pointer: int, length: int, code: str, size: int) -> list[Any]:
    """A list of numbers; `code` is their format in the sense of `array`."""
    view: Any = memoryview(data)
    numbers: list[Any] = view[pointer:pointer + size * length].cast(code).tolist() if length else []
    return numbers
