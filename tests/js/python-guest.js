// Calls the Python guest that a test's directory has bindings of: `node python-guest.js DIRECTORY`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { greet, parse, twice, ComponentError } = await import(pathToFileURL(join(process.argv[2], 'guest.js')));
const { asked, notes } = await import(pathToFileURL(join(process.argv[2], 'host.js')));

assert.equal(greet('Wörld 🦀'), 'Hello, Wörld 🦀!');
assert.deepEqual(notes, ['greets Wörld 🦀']);

assert.equal(parse('-12'), -12);
assert.throws(() => parse('x'), (error) => error instanceof ComponentError && /^invalid literal .* 'x'$/.test(error.payload));
assert.throws(() => parse(7), TypeError);

assert.equal(await twice(5), 6 + 16);
// Two tasks wait at once.
asked.length = 0;
assert.deepEqual(await Promise.all([twice(1), twice(2)]), [2 + 12, 3 + 13]);
assert.deepEqual(asked, [1, 2, 11, 12]);
console.log('ok');
