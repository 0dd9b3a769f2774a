// Opens `page.html` of a directory in Chromium as a reader does, and prints what is on it as JSON; leaves screenshots.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const directory = process.argv[2];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  const messages = [];
  const requests = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('request', (request) => requests.push(request.url().slice(0, 5)));
  await page.goto(String(pathToFileURL(join(directory, 'page.html'))));
  await page.screenshot({ path: join(directory, 'light.png'), fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: join(directory, 'dark.png'), fullPage: true });

  const rows = (table) => page.locator(`#${table} tbody tr`).evaluateAll((all) =>
    all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const place = () => page.locator('#way button').last().textContent();
  const found = {
    title: await page.title(),
    summary: await page.locator('#summary').textContent(),
    areas: await page.locator('#treemap .part').count(),
    parts: await rows('parts'),
    lines: await rows('lines'),
    reasons: await rows('reasons'),
    places: [await place()],
  };
  // With the keyboard: into the largest part, into its first part that has parts, and back.
  await page.locator('#treemap .part[tabindex]').first().focus();
  await page.keyboard.press('Enter');
  found.places.push(await place());
  await page.locator('#parts button').first().click();
  found.places.push(await place());
  found.functions = await rows('parts');
  await page.keyboard.press('Escape');
  found.places.push(await place());
  // A node's own lines stay, the others are dimmed.
  await page.locator('#wiring .node').first().focus();
  await page.keyboard.press('Enter');
  found.dimmed = await page.locator('#wiring .wire.dimmed').count();
  found.messages = messages;
  found.requests = requests;
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
