"""Sends values through a generated package; writes the component's memory after each was lowered to `images.txt`."""
from cases import cases

import values


class Host:
    """Passes everything on, and keeps the last argument."""

    def __init__(self):
        self.seen = None
        self.fallible = False

    def __getattr__(self, name):
        def call(argument):
            self.seen = argument
            if name.startswith('echo'):
                return outcome(argument, self.fallible)

        return call


def outcome(value, fallible):
    """A function whose result is `result<T, E>` returns T and raises E."""
    if not fallible:
        return value
    if isinstance(value, values.Err):
        raise value
    return value.value


def call(function, value, fallible):
    if not fallible:
        return function(value)
    try:
        return values.Ok(function(value))
    except values.Err as error:
        return error


def same(found, value, what):
    # As text, because a NaN is not equal to itself.
    assert type(found) is type(value) and repr(found) == repr(value), f'{what}: {found!r}'


images = []
current = None
for number, fallible, value, image in cases:
    try:
        if number != current:
            current, host = number, Host()
            host.fallible = fallible
            kit = values.instantiate({'test:values/host': host}).kit
        same(call(getattr(kit, f'echo_{number}'), value, fallible), value, 'result of the export')
        same(host.seen, value, 'argument of the import')
        getattr(kit, f'put_{number}')(value)
        lowered = kit.image()
        kit.restore(bytes.fromhex(image))
        getattr(kit, f'drain_{number}')()
        same(host.seen, value, 'lowered by Wasmtime, lifted in Python')
        images.append(lowered.hex())
    except BaseException as error:
        raise AssertionError(f'case {number}, value {value!r}') from error
with open('images.txt', 'w') as file:
    file.write('\n'.join(images))
