// Builds the package: `node npm/build.js [COMPONENTIZE]`, where COMPONENTIZE is a native build of this very source.
//
// `component/` is compiled for wasm32-wasip1, wrapped by the native build, and the native build's `bindgen js` writes `core/`.
// SMALL_SYSROOT or else WASM_SYSROOT names a sysroot that has the target; without both it is rustup's. The first one's
// standard library is built for size, and Binaryen's wasm-opt, which WASM_OPT names, makes the core module smaller.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
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
  const small = named('SMALL_SYSROOT');
  const sysroot = small ?? named('WASM_SYSROOT');
  if (sysroot) flags.push('--sysroot', sysroot);
  // A panic names no line of the sources then, and what prints a value for debugging prints its name.
  if (small) flags.push('-Zlocation-detail=none', '-Zfmt-debug=shallow');
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
  if (small) env.RUSTC_BOOTSTRAP = '1';
  delete env.RUSTFLAGS;
  const parameters = ['build', '--release', '--locked', '--target', 'wasm32-wasip1', '--target-dir', target];
  run('cargo', [...parameters, '--manifest-path', join(here, 'component', 'Cargo.toml')], { env });
  return join(target, 'wasm32-wasip1', 'release', 'componentize_component.wasm');
}

/** The path in a variable. What `toolchains/setup.sh small` has not installed yet makes the package larger. */
function named(variable) {
  const path = process.env[variable];
  if (!path || existsSync(path)) return path || undefined;
  console.warn(`note: ${path}, which ${variable} names, is not there`);
  return undefined;
}

/** What wasm-opt makes of the core module. It takes longer than the compiler, so what is up to date stays. */
function smaller(module) {
  const optimiser = named('WASM_OPT');
  if (!optimiser) return module;
  const optimised = join(target, 'optimised.wasm');
  if (existsSync(optimised) && statSync(optimised).mtimeMs > statSync(module).mtimeMs) return optimised;
  const features = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];
  const parameters = [module, '-Oz', ...features.map((feature) => `--enable-${feature}`), '-o', optimised];
  // npm's is a script, for a Node as new as this one.
  const isScript = readFileSync(optimiser).subarray(0, 2).toString() === '#!';
  if (isScript) run(process.execPath, [optimiser, ...parameters]);
  else run(optimiser, parameters);
  return optimised;
}

/** What the user downloads. */
function report() {
  const file = join(core, 'componentize.core.wasm');
  const bytes = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 } };
  console.log(`core module: ${statSync(file).size} bytes, ${brotliCompressSync(bytes, quality).length} with brotli`);
}
