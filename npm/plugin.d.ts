import type { JsOptions, WrapOptions } from './index.js';

/** Options of the plug-in; those of bindings for JavaScript among them. */
export interface PluginOptions extends Omit<JsOptions, 'language' | 'name' | 'instantiation' | 'topLevelAwait' | 'warn'> {
  /** How core modules are wrapped: for all files, or for each. */
  wrap?: WrapOptions | ((file: string) => WrapOptions | Promise<WrapOptions>);
  /** Whether declarations are written next to each file, as `x.wasm.d.ts`; true by default. */
  types?: boolean;
}

/** Imports of `.wasm` files, components and core modules, in Vite, Rollup and Rolldown. */
export default function componentize(options?: PluginOptions): any;
