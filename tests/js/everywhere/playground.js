// Drops files on the playground, and prints what it shows as JSON; leaves the component and a screenshot.
import { readFileSync } from 'node:fs';
import { open, serve } from './serve.js';

const server = await serve(process.cwd());
const { page, messages, stop } = await open(server.address);
try {
  const drop = async (name, bytes) => {
    const data = await page.evaluateHandle(({ name, bytes }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    }, { name, bytes });
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
  };
  const text = (id) => page.locator(id).textContent();

  await drop('mistake.wasm', [...Buffer.from('not wasm')]);
  await page.locator('#refusal').waitFor();
  const refused = await text('#refusal');

  await drop('program.wasm', [...readFileSync('program.wasm')]);
  await page.locator('#code').waitFor();
  await page.waitForFunction(() => document.querySelector('#code').textContent.length > 0);
  const areas = page.frameLocator('#picture').locator('#treemap .part');
  await areas.first().waitFor();
  const found = {
    refused,
    title: await text('#title'),
    size: await text('#size'),
    warnings: await text('#warnings'),
    files: await page.locator('#files option').allTextContents(),
    picture: await areas.count(),
    messages,
  };
  const download = page.waitForEvent('download');
  await page.click('#download');
  await (await download).saveAs('program.component.wasm');
  await page.screenshot({ path: 'playground.png', fullPage: true });
  console.log(JSON.stringify(found));
} finally {
  await stop();
  server.stop();
}
