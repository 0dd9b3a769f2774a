"""Objects of the resource types that the component defines."""
from typing import Any
from typing import Callable


class Resource:
    """An object of a resource type that the component defines. It owns the resource until it is given away."""

    __slots__ = ('_rep', '__weakref__')
    _rep: 'int | None'
    # The class of one instance, a subclass, has these.
    _owner: Any
    _state: Any = None
    _destructor: Any

    def __new__(cls, *_values: Any, **_names: Any) -> Any:
        if cls._state is None:
            raise TypeError(f'{cls.__name__} belongs to an instance of the component: use its attribute of this name')
        self = object.__new__(cls)
        self._rep = None
        return self

    def close(self) -> None:
        """Destroys the resource; a second time does nothing."""
        rep = self._rep
        if rep is not None:
            destructor = self._destructor
            if destructor is not None:
                destructor(rep)
            self._rep = None

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        rep = getattr(self, '_rep', None)
        if rep is not None and self._destructor is not None:
            # Not now: the component may be running.
            self._state.dropped.append((self._destructor, rep))


def bind_class(state: ResourceState, resource: int, kind: Any, owner: Any) -> Any:
    """The class of a resource type for one instance of the component."""
    destructor = state.destructors[resource][0] if resource in state.destructors else None
    names = {'__slots__': (), '__module__': kind.__module__, '__doc__': kind.__doc__, '_owner': owner, '_state': state, '_destructor': None if destructor is None else staticmethod(destructor)}
    state.classes[resource] = type(kind.__name__, (kind,), names)
    return state.classes[resource]


def set_destructor(state: ResourceState, resource: int, core: Any) -> None:
    """The functions that destroy a resource: one enters the component, the other is for a component that runs."""
    call, view = prepare(state, core, 1, 'I')

    def destroy_inside(rep: int) -> None:
        view[0] = rep
        error = run(*call)
        if error or state.trap:
            stop(state, error)

    def destroy(rep: int) -> None:
        if state.running is not None:
            state.enter('drop')
        state.running = 'drop'
        try:
            destroy_inside(rep)
        except BaseException as error:
            state.error = error
            raise
        state.running = None

    state.destructors[resource] = (destroy, destroy_inside)


def adopt(state: ResourceState, resource: int, rep: int) -> Any:
    """The object that owns a representation from now on."""
    kind = state.classes[resource]
    made = object.__new__(kind)
    made._rep = rep
    return made


def representation(state: ResourceState, resource: int, value: Any, path: str, scope: Any = None) -> int:
    """The representation of an object."""
    kind = state.classes[resource]
    rep = value._rep if isinstance(value, kind) else None
    if rep is None:
        known = type(value).__name__ == kind.__name__
        found = 'one that was closed, given away or belongs to another instance' if known else ''
        error = bad(path, f'an object of class {kind.__name__}', value, found)
        raise ValueError(*error.args) if known else error
    if scope is not None:
        scope.objects.append(value)
    number: int = rep
    return number


def take_object(state: ResourceState, resource: int, value: Any, path: str, scope: Any) -> int:
    """Takes the representation from an object."""
    rep = representation(state, resource, value, path)
    if scope is not None:
        if any(lent is value for lent in scope.objects):
            raise ValueError(f'`{path}`: expected an object, found one that the same call borrows')
        scope.undo.append((setattr, value, '_rep', rep))
    value._rep = None
    return rep
