// Core modules and imports.

/**
 * Finds what the host gives for an import: under one of its names, else under a compatible version (`track` is how
 * such names begin). What implements an interface for several labels may be a function from the label.
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

/** Checks that what the host gives for an import has all functions and classes that the component uses. */
function checkImport(found, label, members) {
  for (const member of members) {
    if (typeof found?.[member] !== 'function') throw new TypeError(`import \`${label}\` has no function \`${member}\``);
  }
  return found;
}

/** A function or a class that is an import by itself: what the host gives, or the `default` of that. */
function callableImport(found, label) {
  const callable = found.default ?? found;
  if (typeof callable !== 'function') throw new TypeError(`import \`${label}\` is not a function`);
  return callable;
}

/** Compiles a core module that lies next to this file. */
async function compile(url) {
  if (url.protocol !== 'file:') return WebAssembly.compileStreaming(fetch(url));
  // Bundlers do not follow this, and need not: what they write is fetched.
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  return WebAssembly.compile(await readFile(url));
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

/** A core module that is compiled for the first instantiation and kept for later ones; a failure is not kept. */
function compileOnce(file, compile) {
  const module = (compiled[file] ??= compile());
  module.catch?.(() => delete compiled[file]);
  return module;
}

function decodeBase64(text) {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}
