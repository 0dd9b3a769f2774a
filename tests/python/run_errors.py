"""Components of the JavaScript tests: errors of the host, exceptions of core code, borrows, and classes of one name."""
import between
import catches
import errors
import exceptions
import lent
import scopes
import twice


def refused(call, kind, text):
    """The exception of a call, which must be of a kind and have this text in its own."""
    try:
        call()
    except kind as error:
        assert text in str(error), repr(error)
        return error
    raise AssertionError(f'not refused: {text}')


def fail(*_):
    raise problem


problem = ValueError('of the host')

# An exception of the host goes through calls between components, and through code that catches everything.
instance = between.instantiate({'fail': fail})
assert refused(instance.ask, ValueError, 'of the host') is problem
refused(instance.ask, between.Trap, 'has ended')
refused(between.instantiate({'fail': fail}).throws, between.Trap, '')
for name, kind, text in (
    ('invalid_text', catches.Trap, 'log: text: invalid UTF-8'),
    ('unknown_handle', catches.Trap, 'unknown handle 77'),
    ('host_error', ValueError, 'of the host'),
):
    instance = catches.instantiate({'log': print, 'fail': fail})
    assert instance.answer() == 42
    error = refused(getattr(instance, name), kind, text)
    assert refused(instance.answer, catches.Trap, 'has ended').__cause__ is error

# Errors of functions of the component itself, whose package has the class under its own name.
class Pens:
    class Pen:
        pass


instance = errors.instantiate({'test:errors/pens': Pens()})
pen = Pens.Pen()
assert refused(lambda: instance.refuse(pen), errors.Err, '').value is pen
assert refused(instance.say, errors.Err, '').value == 'too late'
assert refused(instance.nothing, errors.Err, '').value is None
assert refused(instance.which, errors.Err, '').value.value == 7

# Exceptions of core modules.
instance = exceptions.instantiate()
assert instance.run() == 7
refused(instance.uncaught, exceptions.Trap, '')
refused(instance.run, exceptions.Trap, 'has ended: `uncaught` failed')


# A call that is refused leaves the borrows of the running one alone.
class Cups:
    class Cup:
        pass


for inner in ('forgets', 'drops', None):
    found = []

    def interrupt():
        if inner is not None:
            found.append(refused(lambda: getattr(instance, inner)(Cups.Cup()), scopes.Trap, 'is still running'))

    imports = {'interrupt': interrupt, 'test:scopes/cups': Cups()}
    instance = scopes.instantiate(imports)
    refused(lambda: instance.forgets(Cups.Cup()), scopes.Trap, 'forgets: returned with 1 borrowed handles')
    instance = scopes.instantiate(imports)
    instance.drops(Cups.Cup())
    instance.drops(Cups.Cup())
    assert len(found) == (0 if inner is None else 3)

# What a call borrows cannot be given away by it, and a refused call costs nothing.
boxes = lent.instantiate().boxes
a, b, c = boxes.Box(1), boxes.Box(2), boxes.Box(3)
refused(lambda: boxes.in_list([b, a], a), ValueError, '`given`: expected an object, found one that the same call borrows')
refused(lambda: boxes.in_option(a, a), ValueError, 'the same call borrows')
refused(lambda: boxes.given_first(a, [b, a]), ValueError, '`lent[1]`')
refused(lambda: boxes.given_first(a, [b, {}]), TypeError, '`lent[1]`')
assert boxes.in_list([b, c], a) is False
refused(lambda: boxes.in_option(None, a), ValueError, '`given`')
assert boxes.in_option(b, c) is False
assert boxes.given_first(b, [boxes.Box(4)]) is False

# Two classes of one name.
instance = twice.instantiate()
for one in (instance.one, instance.two):
    box = one.Box()
    one.take(box)
    refused(lambda: one.take(box), ValueError, '`it`')
refused(lambda: instance.two.take(twice.instantiate().two.Box()), ValueError, '`it`')
refused(lambda: instance.two.take(instance.one.Box()), (TypeError, ValueError), '`it`')
