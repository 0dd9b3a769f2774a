// Compiled, not run: the package's types take what its documentation shows, and nothing else.
import { bindings, check, compare, inspect, link, picture, Refusal, wit, wrap } from 'componentize';
import componentize from 'componentize/plugin';

const { component, warnings } = await wrap(new Uint8Array(), { preview1: 'command', metadata: { name: 'x' } });
const first: string | undefined = warnings[0];
await wrap('(module)', { wit: 'package a:b; world w {}', world: 'w', strip: 'debug' });
await link([{ name: 'a.so', module: component }], { stackSize: 65536 });
const report = await inspect(component);
const names: string[] = report.imports.map(({ name }) => name);
const files = await bindings(component, { name: 'app', instantiation: 'async', map: { 'a:b/*': './host.js' } });
const code: Uint8Array = files['app.js'];
await bindings(component, { language: 'python', pyproject: true });
await bindings(component, { language: 'rust', async: true });
await bindings(component, { asyncImports: ['wasi:io/poll#poll'], warn: (message) => console.error(message.length) });
await wrap(component, { wit: { 'world.wit': 'package a:b; world w {}', 'deps/c.wasm': new Uint8Array() } });
const page: string = await picture(component, 'x');
const text: string = await wit(component);
await compare(component, component);
try {
  await check(component, { wit: text, allow: ['wasi:*'] });
} catch (error) {
  if (error instanceof Refusal && error.kind === 'misfit') console.log(error.differences?.[0].text);
}
componentize({ types: false, wrap: (file) => ({ wit: file }) });
void [first, names, code, page];

// @ts-expect-error: no such language
await bindings(component, { language: 'cobol' });
// @ts-expect-error: Python's bindings are not minified
await bindings(component, { language: 'python', minify: true });
// @ts-expect-error: only JavaScript has promises
await bindings(component, { language: 'rust', asyncImports: ['sleep'] });
// @ts-expect-error: a module is one file
await wrap({ 'module.wat': '(module)' });
// @ts-expect-error: nothing of Rust's can fit nothing
await bindings(component, { language: 'rust', warn: console.warn });
// @ts-expect-error: not bytes
await wrap(7);
