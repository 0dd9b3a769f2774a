// Runs programs that call back and forth, and prints what the host sees: `node conversations.js DIRECTORY`.
import { load } from './load.js';

class Thing {}

const { cases, getCoreModule } = await load(process.argv[2], 'program0');
for (const [i, { exports: names, answers, calls }] of cases.entries()) {
  console.log('next');
  const { instantiate } = await load(process.argv[2], `program${i}`);
  let answered = 0;
  /** Calls an export; how that ends. */
  const call = (name, number) => {
    try {
      return exports[name](new Thing(), number);
    } catch (error) {
      return 'stopped';
    }
  };
  const host = (thing, number) => {
    console.log(`host ${number}`);
    const { throws, back, value } = answers[answered++] ?? { value: 1 };
    if (throws) throw new Error('of the host');
    if (back !== undefined) console.log(`back ${call(names[back], number)}`);
    return value;
  };
  const exports = instantiate(getCoreModule, { thing: Thing, host });
  for (const [name, number] of calls) console.log(`call ${call(names[name], number)}`);
}
console.log('end');
