/** The demo at work: a feed that keeps to the rules, also without a network. In two tabs and after a kill: `walk.test.ts`. */
import { beforeAll, expect, test } from 'vitest';
import { buildDemo, START } from './dashboard/demo.ts';
import { openLive } from './dashboard/live.ts';
import { freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

/** On a machine that is busy with other things. */
const LONG = { timeout: 180_000 };

test('a feed at full speed is never refused, keeps to the rules, and is all there after a reload', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const live = await openLive(browser, server.origin);
  await live.startAtFull();
  await live.reaches('feed-accepted', 400);
  await live.reaches('feed-per-second', 1);
  await live.stop();
  expect(await live.figure('feed-refused')).toBe(0);
  expect(await live.verdict()).toBe('Consistent');
  const before = await live.seen();
  expect(before.version).toBe(START + (await live.figure('feed-accepted')));

  await live.page.reload();
  await live.feed.waitFor();
  expect(await live.seen()).toEqual({ ...before, version: before.version + START });
  expect(await live.verdict()).toBe('Consistent');

  await live.demo.goTo('Graph');
  expect(await live.pointAtNode()).not.toBe('');
  await live.demo.press('Layout');
  expect(await live.page.getByTestId('graph-node-text').textContent()).toBe('Layout');

  // Hundreds refer to a topic: they let go of it in the same update.
  await live.demo.goTo('State');
  await live.page.getByLabel('Search memory nodes').fill('topic layout');
  await live.demo
    .row('Layout')
    .last()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await live.demo.savedAt(before.version + START + 1);
  expect(await live.verdict()).toBe('Consistent');
});

test('a full queue is told, waited for, and loses nothing', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const live = await openLive(browser, server.origin);
  await live.page.getByText('50', { exact: true }).click();
  await live.startAtFull();
  await live.reaches('feed-full', 2);
  await live.reaches('feed-accepted', 150);
  await live.stop();
  expect(await live.figure('feed-refused')).toBe(0);
  expect(await live.verdict()).toBe('Consistent');
  expect((await live.seen()).version).toBe(START + (await live.figure('feed-accepted')));
});

test('without a network and without a server the page opens, and everything goes on', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const live = await openLive(browser, server.origin);
  const { page, demo } = live;
  const said = (name: string) => page.getByTestId(name).textContent();
  await live.stored();
  await demo.press('Start the feed');
  await live.reaches('feed-accepted', 10);

  await page.getByRole('switch', { name: 'Cut the network' }).click();
  await expect.poll(() => said('network-server')).toBe('does not answer');
  expect(await said('network-browser')).toBe('online');
  await page.getByRole('switch', { name: 'Cut the network' }).click();
  await expect.poll(() => said('network-server')).toContain('answers in');

  await browser.context.setOffline(true);
  await server.close();
  await expect.poll(() => said('network-browser')).toBe('offline');
  expect(await said('network-state')).toBe('offline');
  const before = await live.figure('feed-accepted');
  await live.reaches('feed-accepted', before + 10);
  await live.stop();
  const seen = await live.seen();
  await page.reload();
  await live.feed.waitFor();
  expect(await live.seen()).toEqual({ ...seen, version: seen.version + START });
  await demo.press('Start the feed');
  await live.reaches('feed-accepted', 10);
  await demo.goTo('Graph');
  await page.getByTestId('graph-note').filter({ hasText: 'connections' }).waitFor();
});
