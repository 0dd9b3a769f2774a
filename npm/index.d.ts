/** Bytes, or text: WAT where WebAssembly belongs, and WIT. */
export type Input = string | ArrayBuffer | ArrayBufferView;

/**
 * What kind of input was refused:
 * - `input`: not WebAssembly, malformed, or of another kind than expected
 * - `imports`: nothing provides what the module imports
 * - `adapter`: an adapter is missing, or cannot be used for this module
 * - `wit`: a mistake in WIT, no WIT, or no such world
 * - `mismatch`: the module does not implement its world
 * - `misfit`: the component does not fit the world that it is checked against
 * - `libraries`: libraries or symbols are missing
 * - `other`: an option that is not valid, or a feature that a language's bindings do not have
 */
export type RefusalKind = 'input' | 'imports' | 'adapter' | 'wit' | 'mismatch' | 'misfit' | 'libraries' | 'other';

/** An input that cannot be used. The message says what is wrong, where, and what to change. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  /** Of a `misfit`: what is missing, what is too much, and what has another type. */
  readonly differences?: Difference[];
  private constructor();
}

export interface Difference {
  kind: 'missing' | 'extra' | 'different';
  text: string;
}

/**
 * WIT: text, a package in the binary format, or what a package's directory has. Paths are relative to the directory, with `/`
 * between their parts: `{ 'world.wit': '…', 'deps/clocks/timezone.wit': '…' }`. What is not WIT is ignored.
 */
export type WitInput = Input | Record<string, Input>;

/** A world in WIT. */
export interface World {
  wit: WitInput;
  /** The world, if the package has several. */
  world?: string;
  /** The `@unstable` items that are taken in. */
  features?: string[];
}

/** What a component says about itself. */
export interface Metadata {
  name?: string;
  version?: string;
  description?: string;
  /** An SPDX expression. */
  licenses?: string;
  source?: string;
  homepage?: string;
  revision?: string;
}

/** How a component is encoded. */
export interface EncodingOptions {
  /**
   * The built-in adapter for `wasi_snapshot_preview1`. With `auto`, the default, a module that exports `_start` is a
   * command, and any other a reactor; a module that does not import preview1 gets no adapter.
   */
  preview1?: 'auto' | 'command' | 'reactor' | false;
  /** Adapters of your own, by the import modules that they stand for. */
  adapters?: Record<string, Input>;
  /** The version of WASI that the built-in adapter imports, `0.2.0` to `0.2.12`. */
  wasiVersion?: string;
  /** Whether the result is validated; true by default. */
  validate?: boolean;
  metadata?: Metadata;
}

export interface WrapOptions extends EncodingOptions, Partial<World> {
  /** Imports that get another name. */
  importNames?: Record<string, string>;
  /** Labels, and the interfaces that they import. */
  implements?: Record<string, string>;
  /** Whether to leave out custom sections of the module: all (`true`), or those for debugging. */
  strip?: boolean | 'debug';
}

/** A component that was made. */
export interface Wrapped {
  component: Uint8Array;
  /** What was left out or ignored, and may not have been meant. */
  warnings: string[];
  /** The functions of preview1 that the built-in adapter provides. */
  adapted: string[];
}

/** Turns a core module into a component: `componentize new`. */
export function wrap(module: Input, options?: WrapOptions): Promise<Wrapped>;

export interface Library {
  /** The name that other libraries need it as. */
  name: string;
  module: Input;
  /** Whether `dlopen` finds it. */
  dlOpenable?: boolean;
}

export interface LinkOptions extends EncodingOptions {
  stackSize?: number;
  /** Functions that no library has trap when they are called. */
  stubMissingFunctions?: boolean;
  /** Adds an implementation of `dlopen`, `dlsym` and the functions that belong to them. */
  useBuiltInLibdl?: boolean;
}

/** Makes one component of dynamic libraries: `componentize link`. */
export function link(libraries: Library[], options?: LinkOptions): Promise<Wrapped>;

export interface EmbedOptions extends World {
  /** How the module encodes strings; `utf8` by default. */
  encoding?: 'utf8' | 'utf16' | 'compact-utf16';
}

/** Embeds a world in a core module: `componentize embed`. */
export function embed(module: Input, options: EmbedOptions): Promise<Uint8Array>;

/** The WIT of a component, a core module or a package, as text: `componentize wit`. */
export function wit(input: WitInput): Promise<string>;

export interface CheckOptions extends World {
  /** Match interfaces in all compatible versions. */
  semverCompatible?: boolean;
  /** Imports that the world need not have, such as `wasi:*`. */
  allow?: string[];
}

/** Throws a {@link Refusal} of the kind `misfit` unless a component fits a world: `componentize targets`. */
export function check(component: Input, options: CheckOptions): Promise<void>;

/** What is in a component or core module: `componentize inspect --json`. */
export function inspect(wasm: Input): Promise<Report>;

/** An import or export. */
export interface Extern {
  name: string;
  [detail: string]: unknown;
}

/** The report of {@link inspect}; `docs/inspect.md` has all members. */
export interface Report {
  kind: 'component' | 'core module' | (string & {});
  size: number;
  imports: Extern[];
  exports: Extern[];
  [detail: string]: unknown;
}

/** A page with pictures of a component or core module: `componentize inspect --html`. */
export function picture(wasm: Input, title?: string): Promise<string>;

/** What differs between two components or core modules: `componentize inspect --diff --json`. */
export function compare(older: Input, newer: Input): Promise<Record<string, unknown>>;

/** Options of bindings in JavaScript and Python. */
export interface MapOptions {
  /** Where imports come from: names, in which `*` stands for any part, and modules. */
  map?: Record<string, string>;
  /** Gets a message for each name of an option that fits nothing in the component; `console.warn` by default. */
  warn?: (message: string) => void;
}

/** Generated files, by their paths. */
export type Files = Record<string, Uint8Array>;

export interface JsOptions extends MapOptions {
  language?: 'js';
  /** Name of the files, without an ending; `component` by default. */
  name?: string;
  instantiation?: 'none' | 'async' | 'sync';
  /** Functions of the host that may return promises to a component that is not async, such as `wasi:io/poll#poll`. */
  asyncImports?: string[];
  /** Core modules of up to this size are written into the JavaScript. */
  inlineCore?: number;
  /** Whether to write TypeScript declarations; true by default, like the members below except `minify` and `detectDeadlocks`. */
  types?: boolean;
  wasiShim?: boolean;
  node?: boolean;
  finalization?: boolean;
  topLevelAwait?: boolean;
  minify?: boolean;
  detectDeadlocks?: boolean;
}

export interface PythonOptions extends MapOptions {
  language: 'python';
  name?: string;
  /** Whether the package has WASI of its own; true by default. */
  wasi?: boolean;
  pyproject?: boolean;
}

export interface RustOptions {
  language: 'rust';
  name?: string;
  /** Whether WASI comes from wasmtime-wasi; true by default. */
  wasi?: boolean;
  async?: boolean;
  infallible?: boolean;
  /** The host's types for resources that the component imports. */
  resources?: Record<string, string>;
}

/** Bindings for a component: `componentize bindgen`. */
export function bindings(component: Input, options?: JsOptions | PythonOptions | RustOptions): Promise<Files>;
