// Wraps the file that is dropped, draws it, and shows its bindings.
import { bindings, picture, Refusal, wrap } from 'componentize';

const find = (id) => document.getElementById(id);
const number = (bytes) => bytes.length.toLocaleString('en');

/** What is shown: a component, and the name of its file without an ending. */
let shown;

async function show(file) {
  find('refusal').hidden = true;
  try {
    const given = new Uint8Array(await file.arrayBuffer());
    const { component, warnings } = isComponent(given) ? { component: given, warnings: [] } : await wrap(given);
    shown = { component, name: file.name.replace(/\.\w+$/, '') };
    find('title').textContent = file.name;
    find('size').textContent = `${number(given)} bytes, as a component ${number(component)} bytes.`;
    find('warnings').textContent = warnings.map((warning) => `Warning: ${warning}`).join('\n');
    offer(component);
    find('picture').srcdoc = await picture(component, file.name);
    find('result').hidden = false;
    await showBindings();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    find('result').hidden = true;
    find('refusal').textContent = error.message;
    find('refusal').hidden = false;
  }
}

/** A component's version is 13 and its layer 1; a core module's are 1 and 0. */
const isComponent = (bytes) => bytes[4] === 13 && bytes[6] === 1;

function offer(component) {
  const link = find('download');
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([component], { type: 'application/wasm' }));
  link.download = `${shown.name}.component.wasm`;
}

let files = {};

async function showBindings() {
  const options = { language: find('language').value, name: shown.name };
  files = await bindings(shown.component, options).catch((error) => {
    if (!(error instanceof Refusal)) throw error;
    return { 'not possible': new TextEncoder().encode(error.message) };
  });
  const texts = Object.keys(files).filter((path) => !path.endsWith('.wasm'));
  find('files').replaceChildren(...texts.map((path) => new Option(path)));
  showFile();
}

function showFile() {
  find('code').textContent = new TextDecoder().decode(files[find('files').value]);
}

find('file').addEventListener('change', ({ target }) => target.files[0] && show(target.files[0]));
find('language').addEventListener('change', showBindings);
find('files').addEventListener('change', showFile);
const drop = find('drop');
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  drop.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', type === 'dragenter' || type === 'dragover');
  });
}
drop.addEventListener('drop', ({ dataTransfer }) => dataTransfer.files[0] && show(dataTransfer.files[0]));
