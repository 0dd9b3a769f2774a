// Draws the `*.mmd` of a directory with Mermaid in Chromium and the `*.dot` with Graphviz, and prints as JSON, by file, the titles
// of groups, the labels of nodes, and the lines between nodes, each as a pair of names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instance } from '@viz-js/viz';
import { chromium } from 'playwright-core';

const directory = process.argv[2];
const files = readdirSync(directory).sort();
const read = (file) => readFileSync(join(directory, file), 'utf8');
const drawn = {};

const graphviz = await instance();
for (const file of files.filter((file) => file.endsWith('.dot'))) {
  const { objects = [], edges = [] } = graphviz.renderJSON(read(file));
  const { output } = graphviz.render(read(file), { format: 'svg' });
  // The labels as they are drawn: each is the text of the group or node of its name.
  const drawings = output.matchAll(/<g id="(?:clust|node)\d+"[^>]*>\s*<title>(.*?)<\/title>[^]*?<text[^>]*>([^]*?)<\/text>/g);
  const texts = new Map([...drawings].map(([, name, text]) => [name, plain(text)]));
  const label = ({ name }) => texts.get(name);
  drawn[file] = {
    groups: objects.filter(({ nodes }) => nodes).map(label),
    labels: objects.filter(({ nodes }) => !nodes).map(label),
    lines: edges.map(({ tail, head }) => [objects[tail].name, objects[head].name]),
  };
}

/** Text without the entities of XML. */
function plain(text) {
  const letters = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#45': '-', '#160': '\u00a0' };
  return text.replace(/&([^;]+);/g, (_, name) => letters[name]);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  await page.addScriptTag({ path: fileURLToPath(import.meta.resolve('mermaid/dist/mermaid.min.js')) });
  for (const file of files.filter((file) => file.endsWith('.mmd'))) drawn[file] = await page.evaluate(draw, read(file));
} finally {
  await browser.close();
}
console.log(JSON.stringify(drawn));

/** In the page: what Mermaid understood, and the labels as they are drawn. */
async function draw(text) {
  globalThis.mermaid.initialize({ startOnLoad: false, theme: 'default' });
  const { svg } = await globalThis.mermaid.render('drawing', text);
  document.body.innerHTML = svg;
  const texts = (selector) => [...document.querySelectorAll(selector)].map((it) => it.textContent.trim());
  const { db } = await globalThis.mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    groups: texts('.cluster-label'),
    labels: texts('.node .nodeLabel'),
    lines: db.getEdges().map(({ start, end }) => [start, end]),
    elements: document.querySelectorAll('.node script, .node img, .node b, .node a').length,
  };
}
