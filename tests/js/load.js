// Loads a generated module that exports `instantiate`, and the test's cases if there are any.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export async function load(path, name) {
  const directory = pathToFileURL(`${path}/`);
  const modules = new Map();
  const getCoreModule = (file) => {
    if (!modules.has(file)) modules.set(file, new WebAssembly.Module(readFileSync(new URL(file, directory))));
    return modules.get(file);
  };
  const cases = new URL('cases.js', directory);
  return {
    directory,
    getCoreModule,
    ...(await import(new URL(`${name}.js`, directory))),
    ...(existsSync(cases) ? await import(cases) : {}),
  };
}
