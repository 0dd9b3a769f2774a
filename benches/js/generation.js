// How long `componentize bindgen js` takes, from start to end of the process: `npm run generation [-- COMPONENT]`.
//
// Without a component it makes one of 3 MB, the benches' guest with functions that nobody calls. `COMPONENTIZE` names
// the program; without it, cargo builds it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const RUNS = 31;
const FUNCTIONS = 37_000;

const program = process.env.COMPONENTIZE ?? '../../target/release/componentize';
if (!process.env.COMPONENTIZE) execFileSync('cargo', ['build', '--release', '--quiet', '--bin', 'componentize'], { stdio: 'inherit' });
const componentize = (...args) => execFileSync(program, args, { stdio: 'inherit' });
mkdirSync('out', { recursive: true });

function large() {
  const step = (n) => `(local.set 0 (i32.xor (i32.mul (local.get 0) (i32.const ${n * 7919})) (i32.load offset=${n} (local.get 0))))`;
  const body = (n) => Array.from({ length: 4 }, (_, i) => step(4 * n + i)).join(' ');
  const functions = Array.from({ length: FUNCTIONS }, (_, n) => `(func (param i32) (result i32) ${body(n)} (local.get 0))\n`);
  const text = readFileSync('glue.wat', 'utf8').trimEnd();
  writeFileSync('out/large.wat', `${text.slice(0, -1)}${functions.join('')})`);
  componentize('embed', 'glue.wit', 'out/large.wat', '-o', 'out/large.core.wasm');
  componentize('new', 'out/large.core.wasm', '-o', 'out/large.wasm');
  return 'out/large.wasm';
}

const component = process.argv[2] ?? large();
const times = [];
for (let run = 0; run < RUNS; run++) {
  const start = performance.now();
  componentize('bindgen', 'js', component, '--name', 'generated', '-o', 'out/generated');
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const megabytes = (statSync(component).size / 1e6).toFixed(2);
console.log(`${component}, ${megabytes} MB: median ${times[RUNS >> 1].toFixed(1)} ms, fastest ${times[0].toFixed(1)} ms`);
