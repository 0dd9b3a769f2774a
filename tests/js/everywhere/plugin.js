// Builds the page of the current directory with the plug-in, or serves it: `node plugin.js vite|rollup|rolldown|serve`.
// Prints what the page shows; `serve` does so again after a file has changed.
import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import componentize from 'componentize/plugin';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as vite, createServer } from 'vite';
import { open, serve } from './serve.js';

const world = 'package local:numbers; world numbers { export join: func(a: u32, b: u32) -> u32; }';
const plugins = [componentize({ wrap: (file) => (file.endsWith('numbers.wasm') ? { wit: world } : {}) })];
const directory = process.cwd();

const written = async (bundle, dir) => {
  await bundle.write({ dir, format: 'es', entryFileNames: 'main.js' });
  await bundle.close();
  cpSync('index.html', join(dir, 'index.html'));
};

const bundlers = {
  vite: (outDir) => vite({ base: './', logLevel: 'error', configFile: false, plugins, build: { outDir, target: 'esnext' } }),
  rollup: async (dir) => written(await rollup({ input: 'main.js', plugins }), dir),
  rolldown: async (dir) => written(await rolldown({ input: 'main.js', plugins }), dir),
};

const [how] = process.argv.slice(2);
if (how === 'serve') await served();
else await built(join(directory, `dist-${how}`));
process.exit();

async function built(dist) {
  await bundlers[how](dist);
  const server = await serve(dist);
  await show(server.address, async () => {});
}

async function served() {
  const options = { root: directory, configFile: false, logLevel: 'error', plugins };
  const server = await createServer({ ...options, server: { port: 0, host: '127.0.0.1' }, optimizeDeps: { noDiscovery: true } });
  await server.listen();
  await show(server.resolvedUrls.local[0], async (page) => {
    const before = await page.locator('#greeting').textContent();
    copyFileSync('changed.wasm', 'numbers.wasm');
    await page.waitForFunction((before) => !['', before].includes(document.querySelector('#greeting')?.textContent), before);
    console.log(await page.locator('#greeting').textContent());
  });
  await server.close();
}

async function show(address, then) {
  const { page, messages, stop } = await open(address);
  try {
    await page.waitForFunction(() => document.querySelector('#greeting').textContent !== '', null, { timeout: 20_000 }).catch(() => {});
    console.log(await page.locator('#greeting').textContent());
    await then(page);
    const problems = messages.filter((message) => !message.startsWith('[vite]'));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    await stop();
  }
}
