// Runs the command line again and again: `node runs.js CORE`. Each line of standard input is a run, as JSON, and each
// line of standard output what it did.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { allFiles } from '../../../npm/files.js';
import { Exit, wasi } from '../../../npm/wasi.js';

const { instantiate } = await import(pathToFileURL(process.argv[2]));

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await once(JSON.parse(line))));
}

async function once({ directory, parameters }) {
  const [stdout, stderr] = [[], []];
  const imports = wasi({
    parameters: ['componentize', ...parameters],
    environment: { PWD: directory },
    output: (bytes) => stdout.push(...bytes),
    errors: (bytes) => stderr.push(...bytes),
    files: allFiles,
  });
  const { run } = await instantiate(undefined, imports);
  let status = 0;
  try {
    run.run();
  } catch (error) {
    // As `cli.js` does: a panic has said what happened before it traps.
    const panicked = error instanceof WebAssembly.RuntimeError && error.message === 'unreachable';
    if (!panicked && !(error instanceof Exit)) throw error;
    status = panicked ? 1 : error.status;
  }
  return { status, stdout, stderr: new TextDecoder().decode(new Uint8Array(stderr)) };
}
