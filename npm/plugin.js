// A plug-in for Vite, Rollup and Rolldown: `import { greet } from './greeter.wasm'`, of a component or of a core module.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bindings, wrap } from './index.js';

const SUFFIX = '?componentize';

/** Imports with this suffix, or none, are ours: `?url`, `?init` and others have a meaning of their own. */
const fileOf = (id) => (id.endsWith(`.wasm${SUFFIX}`) ? id.slice(0, -SUFFIX.length) : undefined);

/** Where the development server has core modules. */
const SERVED = '@componentize/';

export default function componentize(options = {}) {
  const { wrap: wrapOptions = {}, types = true, ...bindingOptions } = options;
  const served = new Map();
  let server;

  async function generate(file, context) {
    const given = await readFile(file);
    let component = given;
    if (!isComponent(given)) {
      const chosen = typeof wrapOptions === 'function' ? await wrapOptions(file) : wrapOptions;
      const made = await wrap(given, chosen);
      for (const warning of made.warnings) context.warn(warning);
      component = made.component;
    }
    // The options are for all components, and a name need not fit each of them.
    const warn = () => {};
    return bindings(component, { ...bindingOptions, name: nameOf(file), types, topLevelAwait: true, warn });
  }

  return {
    name: 'componentize',
    enforce: 'pre',

    configureServer(started) {
      server = started;
      server.middlewares.use((request, response, next) => {
        const [path] = request.url.split('?');
        const key = path.slice(path.indexOf(SERVED) + SERVED.length);
        if (!path.includes(SERVED) || !served.has(key)) return next();
        response.writeHead(200, { 'content-type': 'application/wasm', 'cache-control': 'no-store' }).end(served.get(key));
      });
    },

    async resolveId(source, importer, details) {
      const plain = source.endsWith(SUFFIX) ? source.slice(0, -SUFFIX.length) : source;
      if (!plain.endsWith('.wasm') || importer === undefined) return null;
      const found = await this.resolve(plain, importer, { ...details, skipSelf: true });
      return found && !found.external ? found.id + SUFFIX : null;
    },

    async load(id) {
      const file = fileOf(id);
      if (file === undefined) return null;
      this.addWatchFile(file);
      const files = await generate(file, this);
      if (types) await writeTypes(file, files);
      const name = nameOf(file);
      const code = new TextDecoder().decode(files[`${name}.js`]);
      const place = (core) => {
        if (server === undefined) {
          const reference = this.emitFile({ type: 'asset', name: core, source: files[core] });
          return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
        }
        // The time makes a new address of what is compiled again.
        const key = `${Date.now().toString(36)}-${core}`;
        served.set(key, files[core]);
        return `new URL(${JSON.stringify(server.config.base + SERVED + encodeURIComponent(key))}, import.meta.url)`;
      };
      return { code: code.replace(/new URL\('\.\/([^']+\.wasm)', import\.meta\.url\)/g, (_, core) => place(core)), map: null };
    },
  };
}

const nameOf = (file) => basename(file, '.wasm');

/** A component's version is 13 and its layer 1; a core module's are 1 and 0. */
const isComponent = (bytes) => bytes[4] === 13 && bytes[6] === 1;

/** Writes `x.wasm.d.ts`, which TypeScript finds for `./x.wasm`, and what it refers to. Files that are right stay as they are. */
async function writeTypes(file, files) {
  const directory = `${file}.types`;
  for (const [path, contents] of Object.entries(files)) {
    if (path.endsWith('.d.ts')) await write(join(directory, path), contents);
  }
  const name = basename(file);
  await write(`${file}.d.ts`, Buffer.from(`export * from './${name}.types/${nameOf(file)}.js';\n`));
}

async function write(path, contents) {
  const found = await readFile(path).catch(() => undefined);
  if (found && Buffer.compare(found, contents) === 0) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
