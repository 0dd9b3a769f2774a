// Builds the package: `node npm/build.js [COMPONENTIZE]`, where COMPONENTIZE is a native build of this very source.
//
// `component/` is compiled for wasm32-wasip1, wrapped by the native build, and the native build's `bindgen js` writes `core/`.
// WASM_SYSROOT names a sysroot that has the target, where rustup did not install it. With WASM_OPT, a command, the core
// module is made smaller by it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const target = join(root, 'target', 'npm');
const core = join(here, 'core');
const run = (program, parameters, options) => execFileSync(program, parameters, { stdio: 'inherit', cwd: root, ...options });

const native = process.argv[2] ?? buildNative();
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const reported = run(native, ['--version'], { stdio: 'pipe' }).toString().trim();
if (reported !== `componentize ${version}`) throw new Error(`the package is ${version}, but the native build is ${reported}`);

const module = join(target, 'module.wasm');
copyFileSync(smaller(compile()), module);
const component = join(target, 'componentize.wasm');
run(native, ['new', module, '--adapt', 'wasi_snapshot_preview1', '--strip', '--name', 'componentize', '--version', version, '-o', component]);
rmSync(core, { recursive: true, force: true });
run(native, ['bindgen', 'js', component, '--instantiation', 'async', '--no-types', '--minify', '--quiet', '-o', core]);
copyFileSync(join(root, 'LICENSE'), join(here, 'LICENSE'));
report();

function buildNative() {
  run('cargo', ['build', '--release', '--locked', '--bin', 'componentize']);
  return join(root, 'target', 'release', 'componentize');
}

/** The core module. The stack is as deep as the formats may nest. */
function compile() {
  const flags = ['-Clink-arg=-zstack-size=16777216', '-Clink-arg=--stack-first', `--remap-path-prefix=${root}=.`];
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? '', '.cargo');
  flags.push(`--remap-path-prefix=${home}=cargo`);
  if (process.env.WASM_SYSROOT) flags.push('--sysroot', process.env.WASM_SYSROOT);
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
  delete env.RUSTFLAGS;
  const parameters = ['build', '--release', '--locked', '--target', 'wasm32-wasip1', '--target-dir', target];
  run('cargo', [...parameters, '--manifest-path', join(here, 'component', 'Cargo.toml')], { env });
  return join(target, 'wasm32-wasip1', 'release', 'componentize_component.wasm');
}

function smaller(module) {
  if (!process.env.WASM_OPT) return module;
  const optimised = join(target, 'optimised.wasm');
  run(process.env.WASM_OPT, [module, '-Oz', '--all-features', '-o', optimised]);
  return optimised;
}

/** What the user downloads. */
function report() {
  const file = join(core, 'componentize.core.wasm');
  const bytes = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 } };
  console.log(`core module: ${statSync(file).size} bytes, ${brotliCompressSync(bytes, quality).length} with brotli`);
}
