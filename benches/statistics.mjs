// `node benches/statistics.mjs [N] [pairs]`: by how much statistics that are always on slow down one-field updates.

import { openBrowser } from './browser.mjs';

const [n = 1000, pairs = 40] = process.argv.slice(2).map(Number);
const browser = await openBrowser('statistics');
try {
  const { page, dispose } = await browser.openPage();
  const samples = await page.evaluate((input) => globalThis.bench.run(input), { n, pairs });
  const losses = samples.map((pair) => 1 - pair.with / pair.without).sort((a, b) => a - b);
  const at = (share) => `${(losses[Math.floor(share * (losses.length - 1))] * 100).toFixed(1)} %`;
  console.log(`N = ${n}, ${pairs} pairs: updates per second fall by ${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)})`);
  // Bursts vary by more than statistics cost: what they do at each update, measured by itself, against the time of an update.
  const alone = await page.evaluate(() => globalThis.bench.alone());
  const updates = samples.map((pair) => 1e9 / pair.without).sort((a, b) => a - b)[samples.length >> 1];
  const share = ((alone / updates) * 100).toFixed(1);
  console.log(
    `by themselves ${alone.toFixed(0)} ns, which is ${share} % of the ${updates.toFixed(0)} ns of an update without them`,
  );
  await dispose();
} finally {
  await browser.close();
}
