"""Runs a component that calls the host for good, until Ctrl-C; the parent sends the signal once there is a first line."""
import signal
import time

import spin

# Some parents start programs that ignore the signal.
signal.signal(signal.SIGINT, signal.default_int_handler)
calls = 0
end = time.monotonic() + 60
cleaned = []


def tick():
    global calls
    calls += 1
    assert time.monotonic() < end, 'the signal was lost'
    if calls == 1000:
        print('running', flush=True)


class Outer:
    """What the program does around the call."""

    def run(self, instance):
        try:
            instance.run()
        finally:
            cleaned.append(True)


instance = spin.instantiate({'tick': tick})
try:
    Outer().run(instance)
except KeyboardInterrupt as error:
    interrupt = error
else:
    raise AssertionError('the call returned')
assert cleaned == [True]
for again in (instance.run, instance.one):
    try:
        again()
    except spin.Trap as trap:
        assert 'has ended: `run` failed' in str(trap), trap
        assert trap.__cause__ is interrupt
    else:
        raise AssertionError('the instance goes on')
# Another instance is not concerned.
another = spin.instantiate({'tick': lambda: None})
assert another.one() == 1
another.close()
print(f'{calls > 1000}')
