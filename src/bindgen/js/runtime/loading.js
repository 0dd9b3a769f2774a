// Core modules and imports.

/**
 * Finds the host's value for an import: under one of its names, else under that of a compatible version, which begins
 * with `track`. The value for an interface with several labels may be a function that takes the label.
 */
function findImport(imports, label, names, track, implemented) {
  const compatible = (name) => name.startsWith(track);
  for (const name of [label, ...names, track && Object.keys(imports).find(compatible)]) {
    const found = imports[name];
    if (found === undefined || found === null) continue;
    return implemented && name !== label && typeof found === 'function' ? found(label) : found;
  }
  throw new TypeError(`missing import \`${label}\``);
}

/** Checks that the host's object for an import has all functions and classes that the component uses. */
function checkImport(found, label, members) {
  for (const member of members) {
    if (typeof found?.[member] !== 'function') throw new TypeError(`import \`${label}\` has no function \`${member}\``);
  }
  return found;
}

/** The host's function or class for an import that is only that: the value itself, or its `default`. */
function callableImport(found, label) {
  const callable = found.default ?? found;
  if (typeof callable !== 'function') throw new TypeError(`import \`${label}\` is not a function`);
  return callable;
}

/** Compiles a core module that lies next to this file. */
async function compile(url) {
  if (url.protocol !== 'file:') return WebAssembly.compileStreaming(fetch(url));
  // Bundlers do not follow this, and need not: what they write is fetched.
  return WebAssembly.compile(await process.getBuiltinModule('node:fs/promises').readFile(url));
}

/** Compiles a core module that lies next to this file. */
function compileFetched(url) {
  return WebAssembly.compileStreaming(fetch(url));
}

/** Compiles a core module that lies next to this file. */
function compileFile(url) {
  if (url.protocol !== 'file:') throw new TypeError(`\`getCoreModule\` is needed: \`${url}\` cannot be fetched without waiting`);
  return new WebAssembly.Module(process.getBuiltinModule('node:fs').readFileSync(url));
}

const compiled = {};

/** Compiles a core module at the first instantiation, and keeps it for later ones; a failure is not kept. */
function compileOnce(file, compile) {
  const module = (compiled[file] ??= compile());
  module.catch?.(() => delete compiled[file]);
  return module;
}

function decodeBase64(text) {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}
