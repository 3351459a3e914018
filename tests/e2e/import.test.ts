/** `holdfast/import` on real storage: at the first start, at the next, and at that of two tabs at once. */
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildPage('import');
});

test('the first start imports what zustand has kept, the next one does not', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  await page.evaluate(() => window.useZustand('app'));
  expect(await page.evaluate(() => window.start('app', 'first'))).toEqual({
    outcome: 'imported',
    counted: true,
    state: { counts: { old: 2, first: 1 } },
  });
  await page.reload();
  expect(await page.evaluate(() => window.start('app', 'second'))).toEqual({
    outcome: 'not_new',
    counted: true,
    state: { counts: { old: 2, first: 1, second: 1 } },
  });
});

test('of two tabs that start at once one imports, and nothing that either has done is overwritten', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [a, b] = [await browser.open(server.origin), await browser.open(server.origin)];
  for (let round = 0; round < 10; round++) {
    const key = `app-${round}`;
    await a.evaluate((key) => window.useZustand(key), key);
    const started = await Promise.all([
      a.evaluate((key) => window.start(key, 'a'), key),
      b.evaluate((key) => window.start(key, 'b'), key),
    ]);
    expect(started.map(({ outcome }) => outcome).sort()).toEqual(['imported', 'not_new']);
    expect(started.every(({ counted }) => counted)).toBe(true);
    for (const page of [a, b])
      await expect
        .poll(() => page.evaluate((key) => window.state(key), key), { timeout: 20_000 })
        .toEqual({ counts: { old: 2, a: 1, b: 1 } });
  }
});
