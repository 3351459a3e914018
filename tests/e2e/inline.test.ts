/** `holdfast/inline` where there is no server: a page that is one file, from the disk and as an address of its own. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildSingleFile, freshProfile, launch } from './harness.ts';

let file: string;
beforeAll(async () => {
  file = await buildSingleFile('inline');
});

test('a page that was opened from the disk keeps its state', async () => {
  using profile = freshProfile();
  await using browser = await launch(profile);
  const first = await browser.open(pathToFileURL(file).href);
  expect(await first.evaluate(() => window.count())).toEqual({ n: 1, durability: 'strict', durable: true });
  await first.close();
  const second = await browser.open(pathToFileURL(file).href);
  expect(await second.evaluate(() => window.count())).toEqual({ n: 2, durability: 'strict', durable: true });
});

test('a page that has no origin works in memory', async () => {
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open('about:blank');
  const address = `data:text/html;base64,${readFileSync(file).toString('base64')}`;
  // A frame, as browsers do not go there by themselves from a page.
  await page.setContent(`<iframe src="${address}"></iframe>`);
  const frame = page.frames().at(-1);
  await frame?.waitForFunction(() => 'count' in window);
  expect(await frame?.evaluate(() => window.count())).toMatchObject({ n: 1, durability: 'memory' });
});
