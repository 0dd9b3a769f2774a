// A host in TypeScript, checked against the generated declarations and never run.
import { instantiate } from './async/resources/resources.js';
import { instantiate as instantiateLabels } from './sync/labels/labels.js';
import type * as Documented from './none/documented/documented.js';
import { instantiate as instantiateClash } from './async/clash/clash.js';
import { 'test:clash/run@1.0.0' as clashing, run as clash } from './none/clash/clash.js';
import { instantiate as instantiateHostile, type ImportObject } from './async/hostile/hostile.js';
import type { ImportObject as DocumentedImports } from './none/documented/documented.js';
import { instantiate as instantiateFiles, type ImportObject as Wasi } from './async/files/files.js';
import { instantiate as instantiateFilesSync } from './sync/files/files.js';
import { WASIShim } from '@bytecodealliance/preview2-shim/instantiation';

class Pen {
  #color: number;
  constructor(color: number) {
    this.#color = color;
  }
  color() {
    return this.#color;
  }
  static mix(a: Pen, b: Pen) {
    return new Pen(a.color() + b.color());
  }
  [Symbol.dispose]() {}
}

const module = new WebAssembly.Module(new Uint8Array());
const { counters, look } = await instantiate(async () => module, {
  destroyed: (count: number) => console.log(count),
  'test:resources/pens': { Pen },
});
using counter = new counters.Counter(1);
const count: number = counter.count() + look(new Pen(1));
// @ts-expect-error a count is a number
new counters.Counter('1');

class Bucket {
  get(key: string): string | undefined {
    return key;
  }
}
const store = { Bucket: Bucket as any, open: () => new Bucket() };
instantiateLabels(() => module, { primary: store, 'wasi:keyvalue/store': () => store });
// @ts-expect-error `fallback` is missing
instantiateLabels(() => module, { primary: store });

const person: Documented.things.Person = { fullName: 'A B' };
const run: () => string = (null as unknown as typeof Documented).run;
console.log(count, person, run);

// Nothing is missing where nothing is imported, and a function and an interface of one name are both there.
clash();
clashing.go();
const clashed = await instantiateClash();
clashed.run();
clashed['other:clash/run'].go();
await instantiateClash(null);
await instantiateClash(undefined, {}, (core, imports) => WebAssembly.instantiate(core, imports));

// What a user writes for an import has a type in every mode, by its whole name.
const log: DocumentedImports['log'] = (text: string) => console.log(text);
const take: ImportObject['import-object'] = (a: number) => a;
// @ts-expect-error a number is no string
const wrong: DocumentedImports['log'] = (text: number) => console.log(text);
console.log(log, take, wrong, instantiateHostile);

// preview2-shim's own types fit, with or without a sandbox, and what replaces a part of it is checked.
const shim = new WASIShim({ sandbox: { preopens: { '/': '.' }, args: ['program'], env: { A: 'b' } } });
await instantiateFiles(null, shim.getImportObject());
instantiateFilesSync(undefined, { ...new WASIShim().getImportObject() });
const exit: Wasi['wasi:cli/exit@0.2.12'] = { exitWithCode: (code: number) => console.log(code) };
await instantiateFiles(null, { ...new WASIShim().getImportObject(), 'wasi:cli/exit': exit });
const wrongExit = { exitWithCode: (code: string) => console.log(code) };
// @ts-expect-error a code is a number
await instantiateFiles(null, { ...new WASIShim().getImportObject(), 'wasi:cli/exit': wrongExit });
// @ts-expect-error the imports are missing
await instantiateFiles(null, {});

// What functions throw is a class that the module exports, whatever the interface calls its own types.
import { ComponentError, run as throws } from './none/documented/documented.js';
import { ComponentError as HostileError } from './async/hostile/hostile.js';
try {
  throws();
} catch (error) {
  if (error instanceof ComponentError) console.log(error.payload, error.message);
  if (error instanceof HostileError) console.log(error.payload, error.stack);
}
