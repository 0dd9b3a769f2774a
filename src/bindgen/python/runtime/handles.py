"""Resources and their handles."""
from typing import Any
from typing import Callable
from wasmtime import Config
from wasmtime import Store


class ResourceState(HostState):
    """What runs in one instance of a component with resources."""

    __slots__ = ('classes', 'destructors', 'dropped', 'scopes')

    def __init__(self, store: Store | None, config: Config | None) -> None:
        super().__init__(store, config)
        self.classes: dict[int, Any] = {}
        self.destructors: dict[int, tuple[Any, Any]] = {}
        # Objects that were collected: what to destroy at the next call.
        self.dropped: list[tuple[Any, int]] = []
        # Calls between component instances.
        self.scopes: list[Any] = []

    def enter(self, name: str) -> None:
        """Destroys the resources of collected objects, if the call may enter."""
        if self.running is not None:
            super().enter(name)
        while self.dropped:
            destructor, rep = self.dropped.pop()
            destructor(rep)


class Entry:
    """The entry of a handle, which is owned, or borrowed in a `scope`."""

    __slots__ = ('resource', 'rep', 'scope', 'lends')

    def __init__(self, resource: int, rep: Any, scope: Any) -> None:
        self.resource = resource
        self.rep = rep
        self.scope = scope
        self.lends = 0


class Scope:
    """The state of one call: handles that it borrows, handles that it lends, and how to undo refused arguments."""

    __slots__ = ('borrows', 'lent', 'objects', 'undo')

    def __init__(self) -> None:
        self.borrows = 0
        self.lent: list[Any] = []
        self.objects: list[Any] = []
        self.undo: list[tuple[Any, ...]] = []

    def end(self, where: str) -> None:
        """Borrowed handles end with the call that they were passed to."""
        for entry in self.lent:
            entry.lends -= 1
        if self.borrows:
            raise Trap(f'{where}: returned with {self.borrows} borrowed handles')


class Handles:
    """The handles of a component instance."""

    __slots__ = ('entries', 'free')

    def __init__(self) -> None:
        self.entries: list[Any] = [None]
        self.free: list[int] = []

    def add(self, resource: int, rep: Any, scope: Any = None) -> int:
        entry = Entry(resource, rep, scope)
        if scope is not None:
            scope.borrows += 1
        if self.free:
            handle = self.free.pop()
            self.entries[handle] = entry
            return handle
        self.entries.append(entry)
        return len(self.entries) - 1

    def get(self, handle: int, resource: int, where: str) -> Any:
        entry = self.entries[handle] if handle < len(self.entries) else None
        if entry is None:
            raise Trap(f'{where}: unknown handle {handle}')
        if entry.resource != resource:
            raise Trap(f'{where}: handle {handle} is of another resource type')
        return entry

    def take(self, handle: int, resource: int, where: str) -> Any:
        """Removes an owned handle; returns its representation."""
        if self.get(handle, resource, where).scope is not None:
            raise Trap(f'{where}: handle {handle} is borrowed')
        return self.drop(handle, resource, where).rep

    def remove(self, handle: int) -> None:
        self.entries[handle] = None
        self.free.append(handle)

    def drop(self, handle: int, resource: int, where: str) -> Any:
        """Returns the entry of an owned handle."""
        entry = self.get(handle, resource, where)
        if entry.lends:
            raise Trap(f'{where}: handle {handle} is lent')
        self.remove(handle)
        if entry.scope is None:
            return entry
        entry.scope.borrows -= 1
        return None


def give_handle(handles: Handles, resource: int, rep: Any, scope: Any) -> int:
    """Adds an owned handle, which is removed if a later argument is refused."""
    handle = handles.add(resource, rep)
    if scope is not None:
        scope.undo.append((handles.remove, handle))
    return handle


def borrow_handle(handles: Handles, resource: int, rep: Any, scope: Scope) -> int:
    """A handle that is borrowed for one call."""
    handle = handles.add(resource, rep, scope)
    scope.undo.append((handles.remove, handle))
    return handle


def lend(entry: Any, scope: Any) -> Any:
    """The representation of a borrowed handle; an owned one is lent for the call."""
    if scope is not None and entry.scope is None:
        entry.lends += 1
        scope.lent.append(entry)
    return entry.rep


def host_object(value: Any, path: str) -> Any:
    """A resource of the host, which may be any object."""
    if value is None:
        raise bad(path, 'a resource', value)
    return value


def dispose(value: Any) -> None:
    """Closes an object of the host that the component has dropped."""
    close = getattr(value, 'close', None)
    if close is not None:
        close()
    elif hasattr(value, '__exit__'):
        value.__exit__(None, None, None)


def resource_new(instance: Any, resource: int) -> Callable[[int], int]:
    def new(rep: int) -> int:
        if not instance.may_leave:
            leave('resource.new')
        handle: int = instance.handles.add(resource, rep)
        return handle

    return new


def resource_rep(instance: Any, resource: int) -> Callable[[int], int]:
    def rep_of(handle: int) -> int:
        rep: int = instance.handles.get(handle, resource, 'resource.rep').rep
        return rep

    return rep_of


def resource_drop(state: ResourceState, instance: Any, resource: int, host: bool) -> Callable[[int], None]:
    """Drops handles; what they owned is destroyed by the component, or closed if it is the host's."""

    def drop(handle: int) -> None:
        if not instance.may_leave:
            leave('resource.drop')
        entry = instance.handles.drop(handle, resource, 'resource.drop')
        if entry is None:
            return
        if host:
            dispose(entry.rep)
        elif resource in state.destructors:
            state.destructors[resource][1](entry.rep)

    return drop


def transfer_own(tables: list[Any]) -> Callable[[int, int, int], int]:
    """Moves owned handles between component instances; `tables` has the instance and resource type of each number."""

    def transfer(handle: int, source: int, target: int) -> int:
        giver, resource, _ = tables[source]
        taker, given, _ = tables[target]
        rep = giver.handles.take(handle, resource, 'call between components')
        moved: int = taker.handles.add(given, rep)
        return moved

    return transfer


def transfer_borrow(state: ResourceState, tables: list[Any]) -> Callable[[int, int, int], int]:
    """Lends handles for the innermost call; the instance that defines a resource type gets the representation."""

    def transfer(handle: int, source: int, target: int) -> int:
        lender, resource, _ = tables[source]
        borrower, lent, defines = tables[target]
        entry = lender.handles.get(handle, resource, 'call between components')
        scope = state.scopes[-1]
        lend(entry, scope)
        made: int = entry.rep if defines else borrower.handles.add(lent, entry.rep, scope)
        return made

    return transfer


def enter_call(state: ResourceState) -> Callable[[int, int, int], None]:
    def enter(_caller: int, _asynchronous: int, _callee: int) -> None:
        state.scopes.append(Scope())

    return enter


def exit_call(state: ResourceState) -> Callable[[], None]:
    def end() -> None:
        state.scopes.pop().end('call between components')

    return end
