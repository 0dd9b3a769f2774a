// Types and resource types that are exported again: `node reexports.js DIRECTORY`.
import assert from 'node:assert/strict';
import { load } from './load.js';

const { instantiate, getCoreModule } = await load(process.argv[2], 'reexports');
class Shape {
  size() {
    return { theWidth: 3, height: 4 };
  }
}
const { measure } = instantiate(getCoreModule, { 'test:reexports/shapes': { Shape } });
assert.deepEqual(measure(new Shape()), { theWidth: 3, height: 4 });
assert.throws(() => measure({ size() {} }), { name: 'TypeError', message: '`it`: expected a Shape, found object' });
console.log('ok');
