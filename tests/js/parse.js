// Parses every generated module under a directory: `node parse.js DIRECTORY`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.argv[2];
const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith('.js') && !file.includes('node_modules'));
let failed = 0;
for (const file of files) {
  const { status, stderr } = spawnSync(process.execPath, ['--check', join(directory, file)]);
  if (status !== 0) {
    failed++;
    console.error(String(stderr).slice(0, 2000));
  }
}
if (files.length === 0 || failed > 0) process.exit(1);
