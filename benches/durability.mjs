// `node benches/durability.mjs [N ...]`: backups and loading of Holdfast alone, on the assistant state with N memory nodes: how long,
// how much is written after one change, and how long the page is kept waiting at a time. No peers have either.

import { openBrowser } from './browser.mjs';
import { contestantsPlugin } from './contestants-plugin.mjs';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 100_000];
const browser = await openBrowser('page', { plugins: [contestantsPlugin(['holdfast'])] });
try {
  for (const n of sizes) {
    const { page, dispose } = await browser.openPage();
    await page.evaluate((input) => globalThis.bench.open(input), {
      ...{ key: 'holdfast', n, seed: 1, now: Date.now(), capMs: 60_000 },
    });
    const rows = await page.evaluate(() => globalThis.bench.durability());
    console.log(`N = ${n}`);
    console.table(rows);
    await dispose();
  }
} finally {
  await browser.close();
}
