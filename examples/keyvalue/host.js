// The same host in JavaScript: `node host.js`, after
// `componentize bindgen js copier.wasm --instantiation sync -o app`.
import { readFileSync } from 'node:fs';
import { instantiate } from './app/copier.js';

/** A store of its own for each label; a label that is not known gets none. */
const stores = { primary: new Map([['greeting', 'hello']]), secondary: new Map() };

const store = (label) => {
  const values = stores[label];
  if (values === undefined) throw new Error(`no store is called \`${label}\``);
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  };
};

const getCoreModule = (file) => new WebAssembly.Module(readFileSync(new URL(`app/${file}`, import.meta.url)));
// One function serves every label of the interface, in any version that is compatible with it.
const { copy } = instantiate(getCoreModule, { 'example:keyvalue/store@1.0.1': store });

console.log(copy('greeting'), stores.secondary.get('greeting'));
console.log(copy('missing'), stores.secondary.size);
