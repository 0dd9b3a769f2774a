"""One interface under two labels: what is given for the label comes first, then what is given for the interface."""
import labels


def store(content):
    class Bucket:
        def __init__(self, name):
            self.name = name

        def get(self, key):
            return content.get(key)

    class Store:
        pass

    Store.Bucket = Bucket
    Store.open = lambda self, name: Bucket(name)
    return Store()


primary, fallback = store({'a': 'from primary'}), store({'a': 'hidden', 'b': 'from fallback'})


def by_label(label):
    return {'primary': primary, 'fallback': fallback}[label]


def check(imports):
    instance = labels.instantiate(imports)
    assert instance.look_up('a') == 'from primary'
    assert instance.look_up('b') == 'from fallback'
    assert instance.look_up('c') is None
    refused(instance.confuse, labels.Trap, 'of another resource type')


def refused(call, kind, text):
    try:
        call()
    except kind as error:
        assert text in str(error), repr(error)
        return
    raise AssertionError(f'not refused: {text}')


check({'primary': primary, 'fallback': fallback})
check({'wasi:keyvalue/store@0.2.0': by_label})
check({'wasi:keyvalue/store': by_label})
check({'wasi:keyvalue/store@0.2.7': by_label})
check({'primary': primary, 'wasi:keyvalue/store': by_label})
# The exact name comes before the name without a version, and that before another version.
wrong = store({'a': 'wrong'})
check({'wasi:keyvalue/store': wrong, 'wasi:keyvalue/store@0.2.0': by_label, 'wasi:keyvalue/store@0.2.7': wrong})
check({'wasi:keyvalue/store@0.2.7': wrong, 'wasi:keyvalue/store': by_label})
check({'wasi:keyvalue/store@0.2.0': wrong, 'primary': primary, 'fallback': fallback})
refused(
    lambda: labels.instantiate({'primary': primary, 'wasi:keyvalue/store@0.3.0': by_label}),
    TypeError,
    'missing import `fallback`',
)
