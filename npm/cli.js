#!/usr/bin/env node
// The command line: `npx componentize new app.wasm -o app.component.wasm`.
import { readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { instantiate } from './core/componentize.js';
import { allFiles } from './files.js';
import { Exit, wasi } from './wasi.js';

// Older ones cannot have two memories in a core module.
if (Number.parseInt(process.versions.node, 10) < 22) {
  console.error(`error: expected Node 22 or newer but found ${process.versions.node}`);
  process.exit(1);
}

/** Reads at most this many bytes of standard input. */
function input(length) {
  const bytes = new Uint8Array(length);
  for (;;) {
    try {
      return bytes.subarray(0, readSync(0, bytes));
    } catch (error) {
      if (error.code === 'EOF') return new Uint8Array();
      if (error.code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

/** Writes all bytes to standard output or standard error. A reader that went away is the end of the stream. */
function writer(stream) {
  return (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(stream, bytes, at);
      } catch (error) {
        if (error.code === 'EPIPE' || error.code === 'EOF') throw { tag: 'closed' };
        if (error.code !== 'EAGAIN') throw error;
        pause();
      }
    }
  };
}

/** A pipe that does not block is tried again after a millisecond. */
function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

/** The current directory, as WASI writes paths. */
const directory = process.cwd().replace(/^[A-Za-z]:/, '').replaceAll('\\', '/');

const imports = wasi({
  parameters: ['componentize', ...process.argv.slice(2)],
  environment: { ...process.env, PWD: directory },
  input,
  output: writer(1),
  errors: writer(2),
  isTerminal: isatty,
  files: allFiles,
});

try {
  const { run } = await instantiate(undefined, imports);
  run.run();
} catch (error) {
  process.exitCode = statusAfter(error);
}

/** A panic has said what happened before it traps. */
function statusAfter(error) {
  if (error instanceof Exit) return error.status;
  if (error instanceof WebAssembly.RuntimeError && error.message === 'unreachable') return 1;
  throw error;
}
