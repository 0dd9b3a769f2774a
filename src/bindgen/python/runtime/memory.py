"""Linear memories."""
from ctypes import addressof
from ctypes import c_ubyte
from typing import Any


class Memory:
    """A linear memory with its allocator, as one component instance uses it."""

    __slots__ = ('state', 'instance', 'memory', 'view', 'size', 'realloc', 'reallocs')

    def __init__(self, state: State, instance: Any) -> None:
        self.state = state
        self.instance = instance
        self.memory: Any = None
        self.view: Any = memoryview(b'')
        # Not the size of what may move: then every check refreshes the view.
        self.size = 0
        self.realloc: Any = None
        self.reallocs: dict[int, Any] = {}

    def check(self, pointer: int, size: int, align: int, where: str) -> None:
        """Traps unless a range is in bounds and aligned."""
        self.refresh()
        if pointer + size > len(self.view):
            raise Trap(f'{where}: pointer out of bounds')
        if pointer & (align - 1):
            raise Trap(f'{where}: pointer not aligned')

    def refresh(self) -> None:
        """Looks at the memory again, which may have grown."""
        if self.memory is None:
            return
        state = self.state
        size = self.memory.data_len(state.store)
        if size != len(self.view) or state.moves:
            base = self.memory.data_ptr(state.store)
            self.view = memoryview((c_ubyte * size).from_address(addressof(base.contents))).cast('B') if size else memoryview(b'')
            self.size = -1 if state.moves else size


def allocate(memory: Memory, align: int, size: int) -> int:
    """Asks the component for room; may-leave is false meanwhile."""
    call, words = memory.reallocs.get(align) or allocator(memory, align)
    words[0] = 0
    words[12] = size
    instance = memory.instance
    instance.may_leave = False
    error = run(*call)
    if error or memory.state.trap:
        stop(memory.state, error)
    instance.may_leave = True
    pointer: int = words[0]
    if pointer & (align - 1) or pointer + size > memory.size:
        memory.check(pointer, size, align, 'realloc')
    return pointer


def allocator(memory: Memory, align: int) -> Any:
    """A call of realloc that only lacks the size."""
    call, words = prepare(memory.state, memory.realloc, 4, 'I')
    words[4] = 0
    words[8] = align
    memory.reallocs[align] = (call, words)
    return call, words
