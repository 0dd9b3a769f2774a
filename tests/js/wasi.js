// Runs a command component: `node wasi.js MODULE DIRECTORY GUEST-PATH [ARGUMENT]…`.
//
// The program finds DIRECTORY at GUEST-PATH, and nothing else of the file system.
import { _setArgs, _setEnv } from '@bytecodealliance/preview2-shim/cli';
import { _setPreopens } from '@bytecodealliance/preview2-shim/filesystem';
import { pathToFileURL } from 'node:url';

const [module, directory, path, ...args] = process.argv.slice(2);
_setArgs(['program', ...args]);
_setEnv({ NAME: 'a value of José' });
_setPreopens({ [path]: directory });
const { run } = await import(pathToFileURL(module));
const running = run.run();
if (running !== undefined) {
  await running;
  // preview3-shim 0.7 writes in a thread, whose last output is lost if Node ends at once.
  await new Promise((resolve) => setTimeout(resolve, 300));
}
