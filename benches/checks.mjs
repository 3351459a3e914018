// `node benches/checks.mjs [N ...]`: how long Holdfast's jobs over the whole state work, and
// how long they keep the page waiting at a time. How they compare with peers: W3, W4 and W7 of `run.mjs`.

import { openBrowser } from './browser.mjs';
import { contestantsPlugin } from './contestants-plugin.mjs';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 100_000];
const browser = await openBrowser('page', { plugins: [contestantsPlugin(['holdfast'])] });
try {
  for (const n of sizes) {
    const { page, dispose } = await browser.openPage();
    await page.evaluate((input) => globalThis.bench.open(input), {
      ...{ key: 'holdfast', n, seed: 1, now: Date.now(), capMs: 30_000 },
    });
    const rows = await page.evaluate(() => globalThis.bench.jobs());
    console.log(`N = ${n}, milliseconds (median of 5; the first check makes the index)`);
    console.table(rows);
    await dispose();
  }
} finally {
  await browser.close();
}
