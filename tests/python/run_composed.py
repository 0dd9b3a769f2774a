"""Sends lists through a component that is made of two."""
from cases import cases

import composed

instance = composed.instantiate()
for number, value in cases:
    found = getattr(instance['test:values/pass'], f'same_{number}')(value)
    # As text, because a NaN is not equal to itself.
    assert type(found) is type(value) and repr(found) == repr(value), f'case {number}: {value!r} became {found!r}'
assert cases
