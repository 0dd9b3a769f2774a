// Opens pages in Chromium: `node page.js DIRECTORY…`. Prints what each greets, and leaves `page.png` in its directory.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const directories = process.argv.slice(2);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const server = createServer(async (request, response) => {
  try {
    const [, index, ...path] = request.url.split('/');
    const body = await readFile(join(directories[index], path.join('/') || 'index.html'));
    response.writeHead(200, { 'content-type': types[extname(request.url) || '.html'] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [index, directory] of directories.entries()) await visit(`http://127.0.0.1:${server.address().port}/${index}/`, directory);
} finally {
  await browser.close();
  server.close();
}

async function visit(url, directory) {
  const page = await browser.newPage({ viewport: { width: 800, height: 500 } });
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('response', (response) => {
    if (response.status() === 404 && !response.url().endsWith('/favicon.ico')) problems.push(`404 ${response.url()}`);
  });
  await page.goto(url);
  const greeting = page.locator('#greeting');
  await page.waitForFunction(() => document.querySelector('#greeting').value !== '…', null, { timeout: 10_000 })
    .catch(() => {});
  console.log(await greeting.textContent());
  await page.screenshot({ path: join(directory, 'page.png') });
  await page.fill('#name', 'somebody else');
  console.log(await greeting.textContent());
  if (problems.length > 0) throw new Error(`${directory}: ${problems.join('\n')}`);
  await page.close();
}
