// Opens a page in Chromium: `node page.js DIRECTORY`. Prints its greetings, and leaves `page.png` in the directory.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const directory = process.argv[2];
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const server = createServer(async (request, response) => {
  try {
    const path = request.url === '/' ? '/index.html' : request.url;
    const body = await readFile(join(directory, path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 500 } });
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const greeting = page.locator('#greeting');
  await page.waitForFunction(() => document.querySelector('#greeting').value !== '…', null, { timeout: 10_000 })
    .catch(() => {});
  console.log(await greeting.textContent());
  await page.screenshot({ path: join(directory, 'page.png') });
  await page.fill('#name', 'somebody else');
  console.log(await greeting.textContent());
  if (problems.length > 0) throw new Error(problems.join('\n'));
} finally {
  await browser.close();
  server.close();
}
