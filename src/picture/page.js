'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const WIDTH = 1080;
const bytes = (size) => `${size.toLocaleString('en')} ${size === 1 ? 'byte' : 'bytes'}`;
const share = (size) => `${(data.size ? (100 * size) / data.size : 0).toFixed(1)} %`;

/** An element of SVG or HTML with attributes and children. */
function element(name, attributes, ...children) {
  const svg = ['svg', 'g', 'rect', 'text', 'path', 'title'].includes(name);
  const made = svg
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Calls `action` on a click, on Enter and on the space bar. */
function onChoose(target, action) {
  target.addEventListener('click', action);
  target.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    action();
  });
}

function cut(text, width) {
  const letters = Math.floor((width - 8) / 6.6);
  if (letters < 3) return '';
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

// ---- The treemap.

/** Places parts in rows whose rectangles are as square as they can be: the squarified treemap. */
function squarify(parts, area) {
  const placed = [];
  let { x, y, width, height } = area;
  let rest = parts.filter((part) => part.size > 0);
  let left = rest.reduce((sum, part) => sum + part.size, 0);
  while (rest.length) {
    const along = Math.min(width, height);
    const scale = (width * height) / left;
    const row = squarestRow(rest, along, scale);
    const size = row.reduce((sum, part) => sum + part.size, 0);
    const thick = (size * scale) / along;
    let at = 0;
    for (const part of row) {
      const long = (part.size * scale) / thick;
      placed.push(width >= height
        ? { part, x, y: y + at, width: thick, height: long }
        : { part, x: x + at, y, width: long, height: thick });
      at += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    left -= size;
    rest = rest.slice(row.length);
  }
  return placed;
}

/** As many parts as make the worst rectangle of a row better. */
function squarestRow(parts, along, scale) {
  const worst = (sum, largest, smallest) =>
    Math.max((along * along * largest) / (sum * sum * scale), (sum * sum * scale) / (along * along * smallest));
  let sum = parts[0].size;
  let count = 1;
  while (count < parts.length) {
    const next = parts[count].size;
    if (worst(sum + next, parts[0].size, next) > worst(sum, parts[0].size, parts[count - 1].size)) break;
    sum += next;
    count += 1;
  }
  return parts.slice(0, count);
}

/** A color for a name, the same wherever the name stands. */
function color(name) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  return `hsl(${hash} 55% 75%)`;
}

const HEIGHT = 420;
const way = [data.tree];

function showPart(focus) {
  const part = way.at(-1);
  showWay();
  const map = document.getElementById('treemap');
  map.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  const placed = squarify(part.parts ?? [part], { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  map.replaceChildren(...placed.map(area));
  const rows = (part.parts ?? []).map((it) => element('tr', {},
    element('td', {}, it.parts ? lookInto(it) : it.name),
    element('td', { class: 'number' }, it.size.toLocaleString('en')),
    element('td', { class: 'number' }, share(it.size))));
  document.querySelector('#parts tbody').replaceChildren(...rows);
  if (focus) (map.querySelector('.part') ?? document.querySelector('#way button'))?.focus();
}

function area({ part, x, y, width, height }) {
  const label = `${part.name}, ${bytes(part.size)}, ${share(part.size)}`;
  const attributes = { class: 'part', 'aria-label': label };
  if (part.parts) Object.assign(attributes, { tabindex: 0, role: 'button' });
  const shown = element('g', attributes,
    element('rect', { x, y, width, height, fill: color(part.name) }),
    element('title', {}, label));
  if (height > 16) shown.append(element('text', { x: x + 4, y: y + 14 }, cut(part.name, width)));
  if (height > 32) shown.append(element('text', { x: x + 4, y: y + 29 }, cut(bytes(part.size), width)));
  if (part.parts) onChoose(shown, () => enter(part));
  return shown;
}

function lookInto(part) {
  const button = element('button', { type: 'button' }, part.name);
  button.addEventListener('click', () => enter(part));
  return button;
}

function enter(part) {
  way.push(part);
  showPart(true);
}

function showWay() {
  const buttons = way.map((part, index) => {
    const button = element('button', { type: 'button' }, `${part.name}, ${bytes(part.size)}`);
    if (index === way.length - 1) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => {
      way.length = index + 1;
      showPart(true);
    });
    return button;
  });
  document.getElementById('way').replaceChildren(...buttons);
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || way.length === 1) return;
  way.pop();
  showPart(true);
});

// ---- The wiring.

const ROW = 26;
const COLUMN = 230;
const COLUMNS = ['imports', 'adapters', 'guest', 'exports'];

function showWiring() {
  const { columns, lines } = data.wiring;
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const picture = document.getElementById('wiring');
  picture.setAttribute('viewBox', `0 0 ${WIDTH} ${(rows + 1) * ROW + 8}`);
  const x = (column) => (column * (WIDTH - COLUMN)) / (columns.length - 1);
  const y = (column, row) => ROW + 6 + ((row + 0.5) * rows * ROW) / columns[column].length;
  const wires = lines.map(([from, row, to, other]) => {
    const [x1, y1, x2, y2] = [x(from) + COLUMN, y(from, row), x(to), y(to, other)];
    const middle = (x1 + x2) / 2;
    return element('path', { class: 'wire', d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}` });
  });
  const choose = (column, row) => wires.forEach((wire, index) => {
    const [from, one, to, other] = lines[index];
    const own = (from === column && one === row) || (to === column && other === row);
    wire.classList.toggle('dimmed', !own);
  });
  const nodes = columns.flatMap((names, column) => names.map((name, row) => {
    const node = element('g', { class: 'node', tabindex: 0, role: 'button', 'aria-label': `${name}, ${COLUMNS[column]}` },
      element('rect', { x: x(column), y: y(column, row) - ROW / 2 + 3, width: COLUMN, height: ROW - 6 }),
      element('text', { x: x(column) + 6, y: y(column, row) + 4 }, cut(name, COLUMN)),
      element('title', {}, name));
    onChoose(node, () => choose(column, row));
    return node;
  }));
  const headings = COLUMNS.map((name, column) => element('text', { x: x(column), y: 14 }, name));
  picture.replaceChildren(...wires, ...nodes, ...headings);
  const cells = lines.map(([from, row, to, other]) => element('tr', {},
    element('td', {}, columns[from][row]), element('td', {}, columns[to][other])));
  document.querySelector('#lines tbody').replaceChildren(...cells);
}

// ---- The reasons.

function showReasons() {
  const rows = data.reasons.flatMap(({ import: name, function: inner, asked_by: askers }) => {
    const what = inner ? `${name} ${inner}` : name;
    if (!askers.length) return [row(what, 'the adapter itself', '')];
    return askers.map((asker) => row(what, asker.import, asker.path.join(' → ') || 'no export reaches it'));
  });
  document.querySelector('#reasons tbody').replaceChildren(...rows);
}

const row = (...cells) => element('tr', {}, ...cells.map((text) => element('td', {}, text)));

document.getElementById('summary').textContent =
  `${data.kind === 'module' ? 'core module' : 'component'}, ${bytes(data.size)}`;
showPart(false);
showWiring();
showReasons();
