"""What the generated package is compared with: the component API of `wasmtime`, and code by hand over its core API.

All offer the same functions: `add`, `echo_string` and so on, `method` of one resource, and calls of the host.
"""
import ctypes
from ctypes import addressof, byref, c_ubyte
from struct import Struct

import wasmtime
from wasmtime import _bindings as ffi
from wasmtime import component

INTERFACE = 'bench:glue/guest'
NAMES = ('add', 'echo-string', 'echo-bytes', 'echo-user', 'echo-users', 'call-add-one', 'call-take')


class Record(component.Record):
    """A record of the component API, whose fields are attributes."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


class Native:
    """The component API of `wasmtime`."""

    def __init__(self, path, host):
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        linker = component.Linker(engine)
        with linker.root() as root, root.add_instance('bench:glue/host') as functions:
            functions.add_func('add-one', lambda _store, n: host.add_one(n))
            functions.add_func('take', lambda _store, text: host.take(text))
        self.instance = linker.instantiate(self.store, component.Component.from_file(engine, path))
        self.interface = self.instance.get_export_index(self.store, INTERFACE)
        for name in NAMES:
            setattr(self, name.replace('-', '_'), self.function(name))
        made = self.function('[constructor]counter')(0)
        increment = self.function('[method]counter.inc')
        self.method = lambda by: increment(made, by)

    def function(self, name):
        """A function as a closure that calls post-return, too."""
        index = self.instance.get_export_index(self.store, name, self.interface)
        function, store = self.instance.get_func(self.store, index), self.store

        def call(*values):
            result = function(store, *values)
            function.post_return(store)
            return result

        return call

    @staticmethod
    def user(number):
        return Record(id=number, name=f'user number {number}', age=number)


class ByHand:
    """The core module, called by code that knows its types, by the functions that `wasmtime` binds."""

    def __init__(self, path, host):
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        text = lambda pointer, length: str(self.view[pointer:pointer + length], 'utf-8')
        self.reps = [None]
        self.imports = {
            'add-one': self.host(lambda n: host.add_one(n), 1),
            'take': self.host(lambda pointer, length: host.take(text(pointer, length)), 2),
            '[resource-new]counter': self.host(self.resource_new, 1),
        }
        module = wasmtime.Module.from_file(engine, path)
        imports = [self.imports[item.name] for item in module.imports]
        self.exports = wasmtime.Instance(self.store, module, imports).exports(self.store)
        memory = self.exports['memory']
        base = addressof(memory.data_ptr(self.store).contents)
        self.view = memoryview((c_ubyte * memory.data_len(self.store)).from_address(base)).cast('B')
        self.realloc = self.core('cabi_realloc', 4, 1)
        bind = lambda name, count: self.core(f'{INTERFACE}#{name}', count, 1)
        self.add, self.call_add_one, self.call_take = bind('add', 2), bind('call-add-one', 1), bind('call-take', 1)
        self.strings, self.bytes = self.pair('echo-string', bind), self.pair('echo-bytes', bind)
        self.users, self.one_user = self.pair('echo-users', bind), self.pair('echo-user', bind)
        make, increment = bind('[constructor]counter', 1), bind('[method]counter.inc', 2)
        rep = self.reps[make(0)]
        self.method = lambda by: increment(rep, by)

    def pair(self, name, bind):
        return bind(name, 4 if name == 'echo-user' else 2), self.core(f'cabi_post_{INTERFACE}#{name}', 1, 0)

    def core(self, name, params, results):
        """A core function from and to words."""
        function, context = self.exports[name]._func, self.store._context()
        slots = max(params, results)
        values, trap = (ffi.wasmtime_val_raw_t * slots)(), ctypes.POINTER(ffi.wasm_trap_t)()

        def call(*arguments):
            for i, argument in enumerate(arguments):
                values[i].i64 = argument
            error = ffi.wasmtime_func_call_unchecked(context, byref(function), values, slots, byref(trap))
            if error or trap:
                raise RuntimeError('trap')
            if results:
                return values[0].i32 & 0xFFFFFFFF

        return call

    def host(self, function, count):
        kind = wasmtime.FuncType([wasmtime.ValType.i32()] * count, [wasmtime.ValType.i32()])
        return wasmtime.Func(self.store, kind, function)

    def resource_new(self, rep):
        self.reps.append(rep)
        return len(self.reps) - 1

    def put(self, data):
        pointer = self.realloc(0, 0, 1, len(data))
        self.view[pointer:pointer + len(data)] = data
        return pointer, len(data)

    def text(self, pointer, length):
        return str(self.view[pointer:pointer + length], 'utf-8')

    def echo_string(self, text):
        call, forget = self.strings
        area = call(*self.put(text.encode()))
        found = self.text(*PAIR.unpack_from(self.view, area))
        forget(area)
        return found

    def echo_bytes(self, data):
        call, forget = self.bytes
        area = call(*self.put(data))
        pointer, length = PAIR.unpack_from(self.view, area)
        found = self.view[pointer:pointer + length].tobytes()
        forget(area)
        return found

    def echo_user(self, user):
        call, forget = self.one_user
        area = call(user[0], *self.put(user[1].encode()), user[2])
        number, pointer, length, age = USER.unpack_from(self.view, area)
        found = number, self.text(pointer, length), age
        forget(area)
        return found

    def echo_users(self, users):
        call, forget = self.users
        start = self.realloc(0, 0, 8, USER.size * len(users))
        for i, (number, name, age) in enumerate(users):
            USER.pack_into(self.view, start + USER.size * i, number, *self.put(name.encode()), age)
        area = call(start, len(users))
        pointer, length = PAIR.unpack_from(self.view, area)
        data = self.view[pointer:pointer + USER.size * length]
        found = [(number, self.text(at, size), age) for number, at, size, age in USER.iter_unpack(data)]
        forget(area)
        return found

    @staticmethod
    def user(number):
        return number, f'user number {number}', number


PAIR = Struct('<II')
USER = Struct('<QIII4x')
