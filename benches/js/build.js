// Makes the components, and bindings for them by `componentize` and by jco.
//
// `COMPONENTIZE` names the program; without it, cargo builds and runs it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';

rmSync('out', { recursive: true, force: true });
mkdirSync('out');
const run = (program, ...args) => execFileSync(program, args, { stdio: 'inherit' });
const [program, ...first] = process.env.COMPONENTIZE
  ? [process.env.COMPONENTIZE]
  : ['cargo', 'run', '--release', '--quiet', '--'];
const componentize = (...args) => run(program, ...first, ...args);
const jco = (...args) => run(process.execPath, 'node_modules/@bytecodealliance/jco/dist/jco.js', ...args);

componentize('embed', 'glue.wit', 'glue.wat', '-o', 'out/glue.core.wasm');
componentize('new', 'out/glue.core.wasm', '-o', 'out/glue.wasm');
for (const name of ['composed', 'calls', 'async', 'waiting']) jco('parse', `${name}.wat`, '-o', `out/${name}.wasm`);
for (const name of ['glue', 'composed', 'calls', 'async', 'waiting']) {
  const shared = ['--name', name, '--instantiation', 'async'];
  componentize('bindgen', 'js', `out/${name}.wasm`, ...shared, '-o', `out/ours-${name}`);
  jco('transpile', `out/${name}.wasm`, ...shared, '--quiet', '-o', `out/jco-${name}`);
}
componentize('bindgen', 'js', 'out/glue.wasm', '--name', 'glue', '--instantiation', 'async', '--no-finalization',
  '-o', 'out/ours-no-finalization');
for (const name of ['composed', 'calls']) {
  jco('transpile', `out/${name}.wasm`, '--name', name, '--instantiation', 'async', '--multi-memory', '--quiet',
    '-o', 'out/jco-multi-memory');
}
const minified = ['out/async.wasm', '--name', 'async', '--instantiation', 'async', '--minify', '--quiet', '-o'];
componentize('bindgen', 'js', ...minified, 'out/minified-async');
jco('transpile', ...minified, 'out/jco-minified-async');
