/** The demo at work: a feed that keeps to the rules, without a network, in two tabs, and after a kill. */
import { beforeAll, expect, test } from 'vitest';
import { buildDemo, type Demo, START } from './dashboard/demo.ts';
import { Live, openLive } from './dashboard/live.ts';
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

test('two tabs agree while both write, and one of them leads', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const one = await openLive(browser, server.origin);
  const opened = browser.context.waitForEvent('page');
  await one.demo.press('Open another tab');
  const other = new Live(await opened);
  await other.feed.waitFor();
  for (const tab of [one, other])
    await expect.poll(() => tab.page.getByTestId('tab-count').textContent()).toBe('2 tabs');
  for (const tab of [one, other]) await tab.demo.press('Start the feed');
  for (const tab of [one, other]) await tab.reaches('feed-accepted', 30);
  for (const tab of [one, other]) await tab.demo.press('Stop the feed');

  for (const tab of [one, other]) {
    await tab.page.getByTestId('tabs-agree').filter({ hasText: 'All show the same version.' }).waitFor();
    expect(await tab.page.getByTestId('tab').filter({ hasText: 'leads' }).count()).toBe(1);
  }
  const { version, entries, nodes } = await one.seen();
  expect(await other.seen()).toEqual({ version, entries, nodes });
  expect(await other.verdict()).toBe('Consistent');
});

test('a walk: at work, without a network, killed, back again, undone, and back in time', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using first = await launch(profile);
  const live = await openLive(first, server.origin);
  await live.stored();
  await live.startAtFull();
  await live.reaches('feed-saved', 100);
  await first.context.setOffline(true);
  await server.close();
  const before = await live.figure('feed-saved');
  await live.reaches('feed-saved', before + 100);
  const acknowledged = await live.figure('feed-saved');
  await first.kill();

  await using second = await launch(profile);
  const again = await openLive(second, server.origin);
  const { demo, page } = again;
  const version = await demo.version();
  expect(version).toBeGreaterThanOrEqual(acknowledged + START);
  expect(await again.verdict()).toBe('Consistent');

  await demo.goTo('State');
  const text = 'Survived all of that';
  await demo.addNode({ text, type: 'knowledge', source: 'walk', confidence: '0.9', importance: '0.9', tags: 'test' });
  await demo.savedAt(version + 1);
  expect(await newest(demo)).toBe(text);
  await demo.goTo('History');
  await demo.press('Undo');
  await demo.savedAt(version + 2);
  await demo.goTo('State');
  expect(await newest(demo)).not.toBe(text);

  await demo.goTo('Recovery');
  const travel = page.getByTestId('time-travel');
  await travel.getByLabel('Version', { exact: true }).fill(String(version + 1));
  await page.getByRole('button', { name: 'Back to it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await demo.goTo('State');
  await expect.poll(() => newest(demo)).toBe(text);
});

const newest = async (demo: Demo): Promise<string | undefined> => (await demo.nodes())[0]?.text;
