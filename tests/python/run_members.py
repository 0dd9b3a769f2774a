"""Resources, constructors, methods and static functions under every word of Python are called."""
import members
from members.exports.kit import Kit

with open('labels.txt') as file:
    labels = file.read().split()
kit = members.instantiate().kit
attributes = [getattr(kit, name) for name in Kit.__slots__]
classes = [kind for kind in attributes if isinstance(kind, type)]
assert len(classes) == len(labels), (len(classes), len(labels))
for number, kind in enumerate(classes):
    functions = [name for name in vars(kind.__mro__[1]) if not name.startswith('__')]
    assert len(functions) == 2, functions
    with kind(number) as thing:
        found = [getattr(thing, name)(1) for name in functions]
        assert sorted(found) == sorted([number + 1, 2]), functions
