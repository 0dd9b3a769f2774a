// Runs all cases of a directory, and prints what each notes and how its functions end. A component may have several programs: of
// the largest number, `now` returns the number of the one that is to run.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const directory = process.argv[2];
const turn = () => new Promise((resolve) => setImmediate(resolve));

const lines = [];
for (const line of readFileSync(join(directory, 'cases.txt'), 'utf8').split('\n')) {
  const [name, program] = line.split(' ');
  lines.push(`== ${line}`);
  const { instantiate } = await import(pathToFileURL(join(directory, `${name}.js`)));
  let signalled = 0;
  const { run, other } = instantiate(undefined, {
    note: (a, b) => lines.push(`${a | 0} ${b | 0}`),
    now: (x, { signal }) => {
      if (signal.aborted) signalled++;
      return x === 0xffff_ffff ? Number(program) : x;
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
  // A deadlock is not detected: the promises stay pending.
  let ends = [{ trap: 'run: trap deadlock' }];
  let left = 200;
  Promise.all(calls).then((found) => {
    ends = found;
    left = 2;
  });
  while (left-- > 0) await turn();
  const trapped = ends.find(({ trap }) => trap !== undefined);
  if (trapped !== undefined) lines.push(trapped.trap);
  else ends.forEach(({ text }) => lines.push(text));
  const cancels = ['cancels-what-never-returns', 'cancels-twice'].includes(name);
  if (cancels !== signalled > 0) lines.push('signals are wrong');
}
process.stdout.write(`${lines.join('\n')}\n`);
