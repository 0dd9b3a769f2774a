/** Compiles a core module that lies beside this file. */
async function compile(file) {
  const url = new URL(file, import.meta.url);
  if (url.protocol !== 'file:') return WebAssembly.compileStreaming(fetch(url));
  const { readFile } = await import('node:fs/promises');
  return WebAssembly.compile(await readFile(url));
}
