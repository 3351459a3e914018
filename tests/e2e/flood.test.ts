/**
 * More than a page can ever want: the queue is bounded, memory does not grow, and what was promised is there.
 *
 * `HOLDFAST_SECONDS` sets for how long.
 */
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

// After a quarter of them the first backup was made, which the journal of a flood asks for after some two seconds: what memory that takes
// is there then.
const SECONDS = Number(process.env.HOLDFAST_SECONDS ?? 10);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('flood');
});

test('ten thousand updates a second with two hundred listeners', { timeout: SECONDS * 4000 + 60_000 }, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  await page.evaluate(() => window.flood.open());
  const { cells, ...flood } = await page.evaluate((seconds) => window.flood.run(seconds), SECONDS);
  console.log(`flood for ${SECONDS} s: ${JSON.stringify(flood)}`);
  expect(flood).toMatchObject({ promised: flood.made, failed: [], areTold: true });
  expect(flood.made).toBeGreaterThan(SECONDS * 1000);
  expect(flood.pending).toBeLessThanOrEqual(100_000);
  const [early, late] = flood.memory;
  expect(late - early, 'bytes of memory that came later').toBeLessThanOrEqual(8 << 20);
  await page.reload();
  expect(await page.evaluate(() => window.flood.open())).toEqual(cells);
});
