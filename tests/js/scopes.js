// A call that is refused leaves the borrow scope of the one that runs alone: `node scopes.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'scopes');
class Cup {}
for (const inner of ['forgets', 'drops', undefined]) {
  const refused = [];
  const start = () => {
    const exports = instantiate(getCoreModule, {
      interrupt() {
        if (inner === undefined) return;
        try {
          exports[inner](new Cup());
        } catch (error) {
          refused.push(error.message);
        }
      },
      'test:scopes/cups': { Cup },
    });
    return exports;
  };
  assert.throws(() => start().forgets(new Cup()), { name: 'RuntimeError', message: 'forgets: returned with 1 borrowed handles' });
  const exports = start();
  exports.drops(new Cup());
  exports.drops(new Cup());
  assert.equal(refused.length, inner === undefined ? 0 : 3);
  for (const message of refused) assert.match(message, /cannot enter the component: .* is still running/);
}
console.log('ok');
