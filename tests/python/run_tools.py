"""Wraps a module by the interface of `componentize` as a component, to the bytes of `component.wasm`."""
from pathlib import Path

from componentize import Componentize, Err
from componentize.exports.tools import (
    Encoding,
    File,
    Metadata,
    NewOptions,
    Preview1,
    Refusal_Input,
    Strip,
    WitSource_Directory,
)

module = Path('module.wasm').read_bytes()
component = Path('component.wasm').read_bytes()
metadata = Metadata(None, None, None, None, None, None, None)
encoding = Encoding(Preview1.AUTO, [], None, True, metadata)
options = NewOptions(encoding, None, [], [], Strip.NO)

with Componentize() as componentize:
    tools = componentize.tools
    made = tools.new(module, options)
    assert made.component == component
    assert (made.warnings, made.adapted) == ([], ['fd_write'])
    try:
        tools.new(b'\x7fELF', options)
    except Err as error:
        assert isinstance(error.value, Refusal_Input), error.value
        assert 'expected' in error.value.value, error.value
    else:
        raise AssertionError('not refused')
    files = [
        File('world.wit', b'package a:b; world app { import c:d/log; }'),
        File('deps/d.wit', b'package c:d; interface log { line: func(text: string); }'),
    ]
    assert 'import c:d/log;' in tools.wit(WitSource_Directory(files))
    # What was refused left the instance as it was.
    assert tools.new(module, options).component == component
print('ok')
