// Core modules and imports.

/**
 * Finds what the host gives for an import: under one of its names, else under a compatible version (`track` is how
 * such names begin). What implements an interface for several labels may be a function from the label.
 */
function findImport(imports, label, names, track, implemented) {
  const compatible = (name) => name.startsWith(track);
  for (const name of [label, ...names, track && Object.keys(imports).find(compatible)]) {
    const found = imports[name];
    if (found === undefined) continue;
    return implemented && name !== label && typeof found === 'function' ? found(label) : found;
  }
  throw new TypeError(`missing import \`${label}\``);
}

/** Compiles a core module that lies beside this file. */
async function compile(file) {
  const url = new URL(file, import.meta.url);
  if (url.protocol !== 'file:') return WebAssembly.compileStreaming(fetch(url));
  const { readFile } = await import('node:fs/promises');
  return WebAssembly.compile(await readFile(url));
}

function decodeBase64(text) {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}
