// The functions of `componentize` for programs, in Node, browsers and other hosts of WebAssembly.
import { ComponentError, instantiate } from './core/componentize.js';
import { wasi } from './wasi.js';

/** An input that cannot be used. `kind` is for programs, the message for people. */
export class Refusal extends Error {
  constructor({ tag, val }) {
    const isMisfit = tag === 'misfit';
    super(isMisfit ? val.map(({ text }) => text).join('\n') : val);
    this.name = 'Refusal';
    this.kind = tag;
    if (isMisfit) this.differences = val;
  }
}

let instance;

/** One instance for all calls; a failure is not kept. */
function load() {
  instance ??= start().catch((error) => {
    instance = undefined;
    throw error;
  });
  return instance;
}

async function start() {
  const said = [];
  const decoder = new TextDecoder();
  const imports = wasi({ errors: (bytes) => said.push(decoder.decode(bytes)) });
  const { tools } = await instantiate(undefined, imports);
  return { tools, said };
}

async function call(name, ...parameters) {
  const { tools, said } = await load();
  try {
    return tools[name](...parameters);
  } catch (error) {
    if (error instanceof ComponentError) throw new Refusal(error.payload);
    // Values of other types never reach the component. After any other error the instance is at its end.
    if (!(error instanceof TypeError)) instance = undefined;
    if (error instanceof WebAssembly.RuntimeError && said.length > 0) {
      throw new Error(said.join('').trim(), { cause: error });
    }
    throw error;
  }
}

const encoder = new TextEncoder();

/** Text is WAT or WIT. */
function bytes(input) {
  if (typeof input === 'string') return encoder.encode(input);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError(`expected bytes or text, found ${input === null ? 'null' : typeof input}`);
}

/** WIT is in one file, or in an object of files by their paths. */
function source(input) {
  const isDirectory = input !== null && typeof input === 'object'
    && [Object.prototype, null].includes(Object.getPrototypeOf(input));
  if (!isDirectory) return { tag: 'file', val: bytes(input) };
  const files = pairs(input).map(([path, contents]) => ({ path, contents: bytes(contents) }));
  return { tag: 'directory', val: files };
}

const pairs = (object = {}) => Object.entries(object);

function target({ wit, world, features = [] }) {
  return { source: source(wit), name: world, features };
}

function encoding({ preview1 = 'auto', adapters, wasiVersion, validate = true, metadata = {} }) {
  return {
    preview1: preview1 === false ? 'no' : preview1,
    adapters: pairs(adapters).map(([name, module]) => ({ name, module: bytes(module) })),
    wasiVersion,
    validate,
    metadata,
  };
}

export async function wrap(module, options = {}) {
  const { strip = false, importNames, implements: labels, wit } = options;
  return call('new', bytes(module), {
    encoding: encoding(options),
    target: wit === undefined ? undefined : target(options),
    importNames: pairs(importNames),
    implements: pairs(labels),
    strip: strip === true ? 'all' : strip === false ? 'no' : strip,
  });
}

export async function link(libraries, options = {}) {
  const { stackSize, stubMissingFunctions = false, useBuiltInLibdl = false } = options;
  const all = libraries.map(({ name, module, dlOpenable = false }) => ({ name, module: bytes(module), dlOpenable }));
  return call('link', all, { encoding: encoding(options), stackSize, stubMissingFunctions, useBuiltInLibdl });
}

export async function embed(module, options) {
  return call('embed', bytes(module), target(options), options.encoding ?? 'utf8');
}

export async function wit(input) {
  return call('wit', source(input));
}

export async function check(component, options) {
  const { semverCompatible = false, allow = [] } = options;
  return call('targets', bytes(component), target(options), { semverCompatible, allow });
}

export async function inspect(wasm) {
  return JSON.parse(await call('inspect', bytes(wasm)));
}

export async function picture(wasm, title = 'component') {
  return call('picture', bytes(wasm), title);
}

export async function compare(older, newer) {
  return JSON.parse(await call('diff', bytes(older), bytes(newer)));
}

const instantiations = { none: 'none', async: 'asynchronous', sync: 'synchronous' };

/** The options of each language, with their defaults. */
const languages = {
  js: (options) => ({
    asyncImports: [], inlineCore: 0, types: true, wasiShim: true, minify: false, node: true, finalization: true, topLevelAwait: true,
    detectDeadlocks: false,
    ...options,
    map: pairs(options.map),
    instantiation: instantiations[options.instantiation ?? 'none'] ?? options.instantiation,
  }),
  python: (options) => ({ wasi: true, pyproject: false, ...options, map: pairs(options.map) }),
  rust: ({ async: asynchronous = false, ...options }) => ({
    wasi: true, infallible: false, ...options, asynchronous, resources: pairs(options.resources),
  }),
};

export async function bindings(component, { language = 'js', name = 'component', warn = console.warn, ...options } = {}) {
  if (!Object.hasOwn(languages, language)) throw new TypeError(`expected js, python or rust, found ${language}`);
  const { files, warnings } = await call(language, bytes(component), languages[language]({ name, ...options }));
  for (const warning of warnings) warn(warning);
  return Object.fromEntries(files.map(({ path, contents }) => [path, contents]));
}
