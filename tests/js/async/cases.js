// Runs all cases of a directory, and prints what each notes and how its functions end.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const directory = process.argv[2];
const turn = () => new Promise((resolve) => setImmediate(resolve));

for (const name of readFileSync(join(directory, 'cases.txt'), 'utf8').split('\n')) {
  console.log(`== ${name}`);
  const { instantiate } = await import(pathToFileURL(join(directory, `${name}.js`)));
  let signalled = 0;
  const { run, other } = instantiate(undefined, {
    note: (a, b) => console.log(`${a | 0} ${b | 0}`),
    now: (x, { signal }) => {
      if (signal.aborted) signalled++;
      return x;
    },
    later: async (x) => {
      await undefined;
      return x;
    },
    never: (x, { signal }) => new Promise(() => signal.addEventListener('abort', () => signalled++)),
  });
  const ended = (promise, who) =>
    promise.then(
      (value) => ({ text: `${who}: ${value}` }),
      (error) => ({ trap: `run: trap ${error.message}` }),
    );
  const calls = [ended(run(), 'run')];
  // A function that is not async throws.
  if (other !== undefined) calls.push(ended(new Promise((resolve) => resolve(other(5))), 'other'));
  const ends = await Promise.all(calls);
  await turn();
  await turn();
  const trapped = ends.find(({ trap }) => trap !== undefined);
  if (trapped !== undefined) console.log(trapped.trap);
  else ends.forEach(({ text }) => console.log(text));
  const cancels = ['cancels-what-never-returns', 'cancels-twice'].includes(name);
  if (cancels !== signalled > 0) console.log('signals are wrong');
}
