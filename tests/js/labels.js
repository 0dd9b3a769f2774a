// One interface under two labels, from a host in JavaScript: `node labels.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'labels');

function store(content) {
  class Bucket {
    constructor(name) {
      this.name = name;
    }
    get(key) {
      return content[key];
    }
  }
  return { Bucket, open: (name) => new Bucket(name) };
}
const primary = store({ a: 'from primary' });
const fallback = store({ a: 'hidden', b: 'from fallback' });
const check = (imports) => {
  const exports = instantiate(getCoreModule, imports);
  assert.equal(exports.lookUp('a'), 'from primary');
  assert.equal(exports.lookUp('b'), 'from fallback');
  assert.equal(exports.lookUp('c'), undefined);
  assert.throws(() => exports.confuse(), { name: 'RuntimeError', message: /of another resource type/ });
};
const byLabel = (label) => ({ primary, fallback })[label];
check({ primary, fallback });
check({ 'wasi:keyvalue/store@0.2.0': byLabel });
check({ 'wasi:keyvalue/store': byLabel });
check({ 'wasi:keyvalue/store@0.2.7': byLabel });
check({ primary, 'wasi:keyvalue/store': byLabel });
// A bucket of one store is not a bucket of the other.
const mixed = instantiate(getCoreModule, { primary: { ...primary, open: fallback.open }, fallback });
assert.throws(() => mixed.lookUp('a'), { name: 'TypeError', message: /`primary.open\(\)`: expected a Bucket/ });
assert.throws(() => instantiate(getCoreModule, { primary, 'wasi:keyvalue/store@0.3.0': byLabel }), {
  message: 'missing import `fallback`',
});
console.log('ok');
