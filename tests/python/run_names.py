"""Functions under every word of Python: what the host gives is called, and what it returns comes back."""
import dataclasses
import inspect
import sys
import typing

import hostile
import hostile.imports.hostile_cases as imported


class Functions:
    def __getattr__(self, name):
        return lambda text, items: f'{name}({text}, {items})'


class Resources:
    def __getattr__(self, name):
        class Thing:
            def __init__(self, number):
                self.number = number

        return Thing


class Only:
    def __init__(self, number):
        self.number = number

    def only(self, it):
        return self.number + it


class Cases:
    """Returns one case after another, with what it was given."""

    def __init__(self):
        self.case = 0

    def __getattr__(self, name):
        def call(e, f, r):
            self.seen = e.name, f.name, [getattr(r, field.name) for field in dataclasses.fields(r)]
            return case_of(imported, name.removeprefix('pass'), self.case)([self.case])

        return call


def case_of(module, number, case):
    """The class of a variant's case."""
    return typing.get_args(getattr(module, f'V{number}'))[case]


with open('labels.txt') as file:
    labels = file.read().split()
with open('interfaces.txt') as file:
    interfaces = file.read().split()
imports = {f'test:hostile/{label}': Only(0) for label in interfaces}
imports['test:hostile/hostile-functions'] = Functions()
imports['test:hostile/hostile-resources'] = Resources()
imports['test:hostile/hostile-cases'] = host = Cases()
instance = hostile.instantiate(imports)
functions = instance['test:hostile/hostile-functions']
called = 0
for name, member in inspect.getmembers(type(functions), inspect.isfunction):
    if not name.startswith('_'):
        assert getattr(functions, name)('a', ['b']).endswith("(a, ['b'])"), name
        called += 1
assert called == len(labels), (called, len(labels))
for label in interfaces:
    assert instance[f'test:hostile/{label}'].only(2) == 2, label

# Members of enums and of flags, fields of records and cases of variants: each is passed on and comes back.
cases = instance['test:hostile/hostile-cases']
module = sys.modules[type(cases).__module__]
passed = 0
while hasattr(cases, f'pass{passed}'):
    function = getattr(cases, f'pass{passed}')
    record = getattr(module, f'R{passed}')
    fields = [field.name for field in dataclasses.fields(record)]
    flags = getattr(module, f'F{passed}')
    for host.case, member in enumerate(getattr(module, f'E{passed}')):
        flag = list(flags)[host.case]
        numbers = [[number] for number in range(len(fields))]
        result = function(member, flag, record(**dict(zip(fields, numbers))))
        assert host.seen == (member.name, flag.name, numbers), host.seen
        assert result == case_of(module, passed, host.case)([host.case]), result
    passed += 1
assert passed > 10, passed
