// What the figures were taken on: printed above them, and saved with them.

import { open, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { median } from './stats.mjs';

export async function describeMachine({ profile, version }) {
  return {
    browser: `Chromium ${version}`,
    node: process.version,
    cpu: cpus()[0].model,
    cores: cpus().length,
    /** What `package.json` says, which are exact versions. */
    packages: JSON.parse(await readFile(new URL('./package.json', import.meta.url), 'utf8')).dependencies,
    fdatasyncMs: await fdatasyncMs(join(profile, 'fdatasync-probe')),
  };
}

/** What "on disk" costs at the least where the browser keeps its profile: the floor of W5b. */
async function fdatasyncMs(path) {
  const file = await open(path, 'w');
  const page = Buffer.alloc(4096);
  const samples = [];
  for (let i = 0; i < 50; i++) {
    const start = performance.now();
    await file.write(page);
    await file.datasync();
    samples.push(performance.now() - start);
  }
  await file.close();
  return median(samples);
}
