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
run.run();
