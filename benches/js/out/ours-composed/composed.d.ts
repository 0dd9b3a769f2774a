/// <reference lib="esnext.disposable" />
/**
 * A component.
 * @module
 */

/** One of several names may be used for an import. */
type Named<K extends string, T> = { [P in K]: { [Q in P]: T } }[K];

/** What the component imports. */
export type ImportObject = object;

/** What the component exports. */
export interface Exports {
  send(): number;
}

/** Instantiates the component; `getCoreModule` gives its core modules by their file names. */
export function instantiate(
  getCoreModule: (path: string) => WebAssembly.Module | Promise<WebAssembly.Module>,
  imports: ImportObject,
  instantiateCore?: (module: WebAssembly.Module, imports: Record<string, any>) => WebAssembly.Instance | Promise<WebAssembly.Instance>,
): Promise<Exports>;
export {};
