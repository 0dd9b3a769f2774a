"""Values that make the stage grow, in both directions, in stores of the package and of the program."""
import stage
import wasmtime
from stage.exports.kit import Named, Pair


class Kit:
    longer = False

    class Thing:
        def __init__(self, name):
            self.name = name

    def text(self, it):
        return it * 40 if self.longer else it

    def names(self, it):
        return it * 40 if self.longer else it

    pairs = names

    def outcome(self, it):
        if isinstance(it, stage.Ok):
            return it.value
        raise stage.Err(['error', 'é' * it.value])

    def tells(self):
        return 'x' * 100_000

    def octets(self, it):
        return it

    def both(self, name, it):
        self.seen = name, it

    def add(self, a, b):
        return a + b

    def things(self, it):
        return ''.join(thing.name for thing in it)


moving = wasmtime.Config()
moving.memory_may_move = True
moving.memory_reservation = 0
for options in ({}, {'config': moving}, {'store': wasmtime.Store(wasmtime.Engine())}):
    host = Kit()
    kit = stage.instantiate({'test:stage/kit': host}, **options).kit
    text = 'naïve 日本語 🦀 '
    users = [Named(f'name {i} é', list(range(i))) for i in range(50)]
    for host.longer in (False, True):
        times = 40 if host.longer else 1
        for length in (0, 1, 1000, 100_000):
            assert kit.text(text * length) == text * length * times
            assert kit.text('again') == 'again' * times
        assert kit.names(users) == users * times
        assert kit.names(users * 100) == users * 100 * times
    assert kit.names([]) == []
    pairs = [Pair(i % 256, f'é {i}' * (i % 3), i % 2 == 0) for i in range(20_000)]
    host.longer = False
    for count in (0, 1, 20_000, 3):
        assert kit.pairs(pairs[:count]) == pairs[:count]
    assert kit.outcome(stage.Ok('é' * 70_000)) == 'é' * 70_000
    try:
        kit.outcome(stage.Err(200))
    except stage.Err as error:
        assert error.value == ['error', 'é' * 200]
    assert kit.tells() == 'x' * 100_000
    assert kit.octets(bytes(1 << 20)) == bytes(1 << 20)
    kit.both('ab', b'cd')
    assert host.seen == ('ab', b'cd')
    assert kit.add(1, 2) == 3

    # What is refused leaves the instance as it was.
    for wrong, message in (('\ud800', 'a lone surrogate'), (1, '`it`: expected a string, found 1'), (b'x', '`it`: expected a string')):
        try:
            kit.text(wrong)
            raise AssertionError(wrong)
        except (TypeError, ValueError) as error:
            assert message in str(error), error
    try:
        kit.names([users[0], Named('x', [1, 70_000])])
        raise AssertionError
    except OverflowError as error:
        assert str(error) == '`it[1].numbers[1]`: expected u16, found 70000', error
    host.longer = True
    for wrong, kind, message in (
        (Pair(256, '', True), OverflowError, '`it[2].id`: expected u8, found 256'),
        (Pair(1.5, '', True), TypeError, '`it[2].id`: expected u8, found 1.5'),
        (Pair(1, b'', True), TypeError, '`it[2].name`: expected a string, found an object of type bytes'),
        (Pair(1, '\ud800', True), ValueError, '`it[2].name`: expected a string, found one with a lone surrogate'),
        (Pair(1, '', 1), TypeError, '`it[2].alive`: expected a bool, found 1'),
        ((1, '', True), TypeError, '`it[2]`: expected an instance of Pair, found an object of type tuple'),
    ):
        try:
            kit.pairs([*pairs[:2], wrong])
            raise AssertionError(wrong)
        except kind as error:
            assert str(error) == message, error
    assert kit.text('usable') == 'usable' * 40
