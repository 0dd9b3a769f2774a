"""Resources in both directions, as tests/js/resources.js uses them."""
import gc
import resources as c

class Pen:
    closed = []
    def __init__(self, color): self._color = color
    def color(self): return self._color
    @staticmethod
    def mix(a, b): return Pen(a.color() * 100 + b.color())
    def close(self): Pen.closed.append(self._color)

class Pens: Pen = Pen
destroyed = []
it = c.instantiate({'destroyed': destroyed.append, 'test:resources/pens': Pens()})
k = it.counters
one = k.Counter(1); two = k.Counter(2)
assert one.count() == 1 and k.sum(one, two) == 3
for bad in ['two', one]:
    try: k.Counter.merge(one, bad)
    except (TypeError, ValueError) as e: print(e)
    else: raise AssertionError
assert one.count() == 1
both = k.Counter.merge(one, two)
assert both.count() == 3 and destroyed == [1, 2], destroyed
try: one.count()
except ValueError as e: print(e)
with k.Counter(7) as seven: pass
assert destroyed[-1] == 7
k.Counter(8); gc.collect(); both.count()
assert destroyed[-1] == 8, destroyed

