"""A component of componentize-py: strings, an exception, and functions that wait for the host."""

import wit_world
from componentize_py_types import Err
from wit_world import note
from wit_world.imports import clock


class WitWorld(wit_world.WitWorld):
    def greet(self, name: str) -> str:
        note(f"greets {name}")
        return f"Hello, {name}!"

    def parse(self, text: str) -> int:
        try:
            return int(text)
        except ValueError as error:
            raise Err(str(error))

    async def twice(self, x: int) -> int:
        return await clock.later(x) + await clock.later(x + 10)
