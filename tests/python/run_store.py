"""A store and a configuration that a program brings along."""
import shop
import wasmtime


class Log:
    def write(self, text):
        return len(text)


imports = {'acme:shop/log': Log()}


def refused(call, kind, text):
    try:
        call()
    except kind as error:
        assert text in str(error), repr(error)
        return
    raise AssertionError(f'not refused: {text}')


def fuelled():
    config = wasmtime.Config()
    config.consume_fuel = True
    return config


# Memories that may move: a string that the memory must grow for.
config = wasmtime.Config()
config.memory_reservation = 0
config.memory_guard_size = 0
with shop.instantiate(imports, config=config) as instance:
    for size in (0, 10, 1 << 20, 1 << 24):
        assert instance.goods.write('é' * size) == size

# Fuel ends an endless amount of work, and the instance with it.
store = wasmtime.Store(wasmtime.Engine(fuelled()))
store.set_fuel(1_000_000)
instance = shop.instantiate(imports, store=store)
assert instance.store is store
before = store.get_fuel()
assert instance.goods.write('abc') == 3
assert store.get_fuel() < before
store.set_fuel(1)
refused(lambda: instance.goods.write('abc'), shop.Trap, 'fuel')
store.set_fuel(1_000_000)
refused(lambda: instance.goods.write('abc'), shop.Trap, 'has ended')

# The store of a program outlives its instances.
with shop.instantiate(imports, store=store) as first:
    assert first.goods.write('a') == 1
with shop.instantiate(imports, store=store) as second:
    assert second.goods.write('ab') == 2
refused(lambda: first.goods.write('a'), shop.Trap, 'was closed')
refused(lambda: shop.instantiate(imports, store=store, config=fuelled()), TypeError, 'found both')

# A limit of the store's.
limited = wasmtime.Store(wasmtime.Engine())
limited.set_limits(memory_size=1 << 20)
instance = shop.instantiate(imports, store=limited)
assert len(instance.goods.write('x' * 1000) * 'x') == 1000
refused(lambda: instance.goods.write('x' * (1 << 22)), MemoryError, 'need 4259840 bytes')
assert instance.goods.write('ab') == 2
