"""Resources between two components and their host."""
import handover


def refused(call, kind, text):
    try:
        call()
    except kind as error:
        assert text in str(error), repr(error)
        return
    raise AssertionError(f'not refused: {text}')


instance = handover.instantiate()
maker, user = instance.maker, instance.user
assert user.twice(21) == 42
assert maker.destroyed() == 21
thing = maker.Thing(5)
assert thing.value() == 5
assert user.look(thing) == 5
passed = user.pass_(thing)
assert isinstance(passed, maker.Thing)
assert passed.value() == 5
refused(thing.value, ValueError, '')
passed.close()
assert maker.destroyed() == 5
refused(lambda: user.look(passed), ValueError, '')
for name, text in (('leak', 'borrowed'), ('after_drop', 'unknown handle')):
    instance = handover.instantiate()
    refused(lambda: getattr(instance.user, name)(instance.maker.Thing(1)), handover.Trap, text)
    refused(lambda: instance.user.twice(1), handover.Trap, 'has ended')
