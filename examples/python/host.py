"""Runs plug-ins, packages that `componentize bindgen python` made: `python host.py doubler counter`."""
import importlib
import sys


class Store:
    """The interface `example:plug-ins/store`."""

    def __init__(self, values: dict[int, int]) -> None:
        self.values = values

    def get(self, key: int) -> int | None:
        return self.values.get(key)

    def put(self, key: int, value: int) -> None:
        self.values[key] = value


def main(names: list[str]) -> None:
    # All plug-ins read the same settings; each has results of its own.
    settings = Store({7: 21})
    for name in names:
        results = Store({})
        stores = {'settings': settings, 'results': results}
        # One function serves every label of the interface.
        plug_in = importlib.import_module(name)
        with plug_in.instantiate({'example:plug-ins/store': stores.__getitem__}) as running:
            print(name, running.run(7), running.run(8), running.run(7), results.values)


if __name__ == '__main__':
    main(sys.argv[1:])
