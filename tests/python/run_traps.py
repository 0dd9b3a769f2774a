"""Calls every function of `traps.wat` in an instance of its own, and prints how each ended."""
import gc
import json
import traps


def host():
    nothing = lambda *_: None
    return {'leave': nothing, 'say': nothing, 'draw': nothing, 'choose': nothing, 'hear': lambda: 'heard'}


def start():
    return traps.instantiate(host())


def refused(call, kind, text):
    """The exception of a call, which must be of a kind and have this text."""
    try:
        call()
    except kind as error:
        assert type(error) is kind and str(error) == text, repr(error)
        return error
    raise AssertionError(f'not refused: {text}')


# Lists of numbers, or lists that pass through the stage.
words = [(1,)] if 'tuple' in str(traps.Traps.trap_realloc.__annotations__) else [1]
for name in (name for name in dir(traps.Traps) if not name.startswith('_') and name not in ('close', 'store')):
    instance = start()
    function = getattr(instance, name)
    try:
        arguments = [[1] if name == 'takes' else words] if 'realloc' in name or name == 'takes' else []
        result = function(*arguments)
        outcome = json.dumps('nothing' if result is None else result)
    except traps.Trap as trap:
        outcome = 'trap'
        text = f'`bool_of_seven` cannot enter the component: the instance has ended: `{name}` failed'
        again = refused(instance.bool_of_seven, traps.Trap, text)
        assert again.__cause__ is trap, name
    print(f'{name}: {outcome}')

# What a trap keeps can be collected.
instance = start()
try:
    instance.trap_draw_no_char()
except traps.Trap:
    pass
del instance
gc.collect()

# A message says which function, and what of it.
refused(lambda: start().trap_utf8(), traps.Trap, 'trap_utf8: result: invalid UTF-8')
refused(lambda: start().trap_realloc_misaligned(words), traps.Trap, 'realloc: pointer not aligned')
refused(lambda: start().trap_say_invalid(), traps.Trap, 'say: text: invalid UTF-8')
refused(lambda: start().trap_draw_no_char(), traps.Trap, 'draw: points: invalid char 55296')
refused(lambda: start().trap_choose_wrong(), traps.Trap, 'choose: it: invalid discriminant 2')
refused(lambda: start().trap_hear_outside(), traps.Trap, 'hear(): pointer out of bounds')
refused(lambda: start().trap_unreachable(), traps.Trap, 'wasm `unreachable` instruction executed')

# An argument that is refused does not end the instance.
instance = start()
refused(lambda: instance.takes([1, 300]), OverflowError, '`bytes[1]`: expected u8, found 300')
refused(lambda: instance.takes('text'), TypeError, "`bytes`: expected a list, found 'text'")
assert instance.takes([1, 2]) is None

# What the host raises goes on to the caller as it is, Ctrl-C too, and ends the instance.
for problem in (ValueError('mine'), KeyboardInterrupt(), SystemExit(3)):
    imports = host()

    def hear():
        raise problem

    imports['hear'] = hear
    instance = traps.instantiate(imports)
    try:
        instance.hear_at_the_end()
    except BaseException as error:
        assert error is problem, repr(error)
    else:
        raise AssertionError(f'{problem!r} is lost')
    text = '`takes` cannot enter the component: the instance has ended: `hear_at_the_end` failed'
    assert refused(lambda: instance.takes([1]), traps.Trap, text).__cause__ is problem

# The host cannot enter an instance that called it.
imports = host()
imports['hear'] = lambda: str(instance.bool_of_seven())
instance = traps.instantiate(imports)
text = '`bool_of_seven` cannot enter the component: `hear_at_the_end` is still running'
refused(instance.hear_at_the_end, traps.Trap, text)

# A closed instance refuses calls.
with start() as instance:
    assert instance.bool_of_seven() is True
text = '`bool_of_seven` cannot enter the component: the instance was closed'
refused(instance.bool_of_seven, traps.Trap, text)
