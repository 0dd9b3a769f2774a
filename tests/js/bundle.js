// Bundles a page of a test's directory: `node bundle.js DIRECTORY`. Every folder that is named after a bundler gets what
// that makes of `main.js`, with the page itself, next to it in `dist`.
import { build as esbuild } from 'esbuild';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

const written = async (bundle, options) => {
  await bundle.write({ entryFileNames: 'main.js', ...options });
  await bundle.close();
};

/** Each takes the entry and the directory to write to. */
const bundlers = {
  rolldown: async (input, dir) =>
    written(await rolldown({ input, experimental: { resolveNewUrlToAsset: true } }), { dir }),
  rollup: async (input, dir) => written(await rollup({ input, plugins: [importMetaAssets()] }), { dir, format: 'es' }),
  esbuild: async (entry, outdir) => {
    await esbuild({ entryPoints: [entry], outdir, bundle: true, format: 'esm', platform: 'browser', logLevel: 'error' });
    // It leaves `new URL(…, import.meta.url)` as it is; its caller must copy the file.
    for (const file of await readdir('app')) {
      if (file.endsWith('.wasm')) await cp(join('app', file), join(outdir, file));
    }
  },
  // Without a top-level `await`, and with the core module in the code, a bundle may be one classic script.
  'esbuild-iife': (entry, outdir) =>
    esbuild({ entryPoints: [entry], outdir, bundle: true, format: 'iife', platform: 'browser', logLevel: 'error' }),
  webpack: (entry, path) =>
    new Promise((resolve, reject) => {
      const output = { path, filename: 'main.js', publicPath: 'auto' };
      webpack({ mode: 'production', target: 'web', entry, output }, (error, stats) => {
        if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString()));
        else resolve();
      });
    }),
  vite: (_, outDir) =>
    // Nothing in the page is small enough to become part of the JavaScript.
    vite({ root: '.', base: './', logLevel: 'error', configFile: false, build: { outDir, assetsInlineLimit: 0 } }),
};

for (const bundler of process.argv.slice(3)) {
  const root = join(process.argv[2], bundler);
  process.chdir(root);
  const dist = join(root, 'dist');
  await bundlers[bundler](join(root, 'main.js'), dist);
  if (bundler !== 'vite') await cp(join(root, 'index.html'), join(dist, 'index.html'));
  console.log(bundler);
}
