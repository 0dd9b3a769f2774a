"""Functions under every word of Python: what the host gives is called, and what it returns comes back."""
import inspect

import hostile


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
    def __getattr__(self, name):
        return lambda e, f, r: (e, f, r)


with open('labels.txt') as file:
    labels = file.read().split()
with open('interfaces.txt') as file:
    interfaces = file.read().split()
imports = {f'test:hostile/{label}': Only(0) for label in interfaces}
imports['test:hostile/hostile-functions'] = Functions()
imports['test:hostile/hostile-resources'] = Resources()
imports['test:hostile/hostile-cases'] = Cases()
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
