// The browser and the server of a benchmark: a page built by Vite, served on loopback, in
// one headless Chromium with a profile of its own on a real disk.
//
// A browser context per run would be the usual isolation, and a wrong one here: every
// context but the first is incognito, and an incognito IndexedDB lives in memory, so that
// "durable" would cost nothing. Instead each run gets its own origin, a name under
// `.localhost`, which the browser resolves to loopback itself: fresh storage, a fresh
// process, and the disk.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A full collection before each workload keeps the rubbish of one out of the time of the next.
  '--js-flags=--expose-gc',
];

// Cross-origin isolation: without it the browser rounds `performance.now()` to 0.1 ms.
const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * Builds the page in `folder` (beside this file) and opens a browser that can load it.
 * `plugins` are Vite's. The caller awaits `close()`, which removes everything again.
 */
export async function openBrowser(folder, { plugins = [] } = {}) {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const shared = {
    root: fileURLToPath(new URL(`./${folder}/`, import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    plugins,
    build: { outDir: join(scratch, 'site'), target: 'esnext', emptyOutDir: true, chunkSizeWarningLimit: 5000 },
  };
  await build(shared).catch(async (error) => {
    await rm(scratch, { recursive: true });
    throw new Error(`the page does not build; is the package built? ${error.message}`);
  });
  const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0, headers: HEADERS } });
  const { port } = server.httpServer.address();
  const profile = join(scratch, 'profile');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ARGS,
  });

  let origins = 0;
  return {
    profile,
    version: context.browser()?.version() ?? 'unknown',
    /** A page at an origin that nothing was ever stored at. `dispose` also deletes what the page stored. */
    async openPage() {
      const origin = `http://run-${++origins}.localhost:${port}`;
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`  page error: ${error.message}`));
      await page.goto(`${origin}/`);
      return {
        page,
        /** Bytes that the page holds after a full collection: the heap of JavaScript, and the buffers beside it. */
        async memory() {
          const session = await context.newCDPSession(page);
          await session.send('HeapProfiler.collectGarbage');
          const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
          await session.detach();
          return usedSize + backingStorageSize;
        },
        async dispose() {
          const session = await context.newCDPSession(page).catch(() => undefined);
          await page.goto('about:blank').catch(() => {});
          await session?.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' }).catch(() => {});
          await page.close().catch(() => {});
        },
      };
    },
    async close() {
      await context.close();
      await server.close();
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
