"""Linear memories."""
from ctypes import addressof
from ctypes import c_ubyte
from typing import Any


def view_of(state: State, memory: Any) -> Any:
    """All bytes of a memory."""
    size, base = memory.data_len(state.store), memory.data_ptr(state.store)
    return memoryview((c_ubyte * size).from_address(addressof(base.contents))).cast('B') if size else memoryview(b'')


class Memory:
    """A linear memory, as one component instance uses it."""

    __slots__ = ('state', 'instance', 'memory', 'view', 'size', 'moves')

    def __init__(self, state: State, instance: Any) -> None:
        self.state = state
        self.instance = instance
        self.memory: Any = None
        # Memories of the usual engine stay in their places.
        self.moves = state.store.engine is not default_engine()
        self.view: Any = memoryview(b'')
        # Not the size of what may move: then every check refreshes the view.
        self.size = 0

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
        if self.memory.data_len(state.store) != len(self.view) or self.moves:
            self.view = view_of(state, self.memory)
            self.size = -1 if self.moves else len(self.view)


class Heap(Memory):
    """A linear memory with its allocator."""

    __slots__ = ('realloc', 'reallocs')

    def __init__(self, state: State, instance: Any) -> None:
        super().__init__(state, instance)
        self.realloc: Any = None
        self.reallocs: dict[int, Any] = {}

    def allocate(self, align: int, size: int) -> int:
        """Asks the component for room; may-leave is false meanwhile."""
        call, words = self.reallocs.get(align) or self.allocator(align)
        words[0] = 0
        words[12] = size
        instance = self.instance
        instance.may_leave = False
        error = run(*call)
        if error or self.state.trap:
            stop(self.state, error)
        instance.may_leave = True
        pointer: int = words[0]
        if pointer & (align - 1) or pointer + size > self.size:
            self.check(pointer, size, align, 'realloc')
        return pointer

    def allocator(self, align: int) -> Any:
        """A call of realloc that only lacks the size."""
        call, words = prepare(self.state, self.realloc, 4, 'I')
        words[4] = 0
        words[8] = align
        self.reallocs[align] = (call, words)
        return call, words
