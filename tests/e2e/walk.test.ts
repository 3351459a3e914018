/** A walk through the demo, in every browser that can be driven: at work, offline, killed, in two tabs, undone, and damaged on purpose. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo, type Demo, enter, START } from './dashboard/demo.ts';
import { Live, openLive } from './dashboard/live.ts';
import { confirm, drill, heard, node, nodes, openRecovery, text, texts } from './dashboard/recovery.ts';
import { freshProfile, launch, launchFirefox, type RunningBrowser, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

/** On a machine that is busy with other things. */
const LONG = { timeout: 180_000 };

describe.each([
  ['Chromium', launch],
  ['Firefox', launchFirefox],
])('%s', LONG, (_, launch) => {
  test('at work, without a network, killed, back again, undone, and back in time', async () => {
    await using server = await serve(directory);
    using profile = freshProfile();
    await using first = await launch(profile);
    const live = await openLive(first, server.origin);
    await live.stored();
    await live.startAtFull();
    await live.reaches('feed-saved', 100);
    await first.context.setOffline(true);
    await server.close();
    await live.page.getByTestId('network-browser').filter({ hasText: 'offline' }).waitFor();
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
    await enter(travel.getByLabel('Version', { exact: true }), `${version + 1}`);
    await page.getByRole('button', { name: 'Back to it' }).click();
    await confirm(page);
    await demo.goTo('State');
    await expect.poll(() => newest(demo)).toBe(text);
  });

  describe('in one browser', () => {
    const profile = freshProfile();
    let browser: RunningBrowser;
    beforeAll(async () => {
      browser = await launch(profile);
    });
    afterAll(async () => {
      await browser.close();
      profile[Symbol.dispose]();
    });

    /** The page of the recovery. A server of its own is an origin of its own, where nothing else is stored. */
    async function withNode(run: (demo: Demo, page: Page) => Promise<void>): Promise<void> {
      await using server = await serve(directory);
      const demo = await openRecovery(browser, server.origin);
      await run(demo, demo.page);
      await demo.page.close();
    }

    test('two tabs agree while both write, and one of them leads', async () => {
      await using server = await serve(directory);
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

    test.each([
      ['Damage a record of the journal', []],
      ['Damage the newest backup', ['state_recovered']],
      ['Delete the newest manifest', []],
    ])('%s: nothing is lost', (title, told) =>
      withNode(async (demo, page) => {
        await drill(page, title);
        expect(await text(page, 'drill-verdict')).toBe('Nothing lost');
        expect(await text(page, 'data-loss')).toBe('no');
        expect(await text(page, 'same-slices')).toBe('9 of 9 as they were');
        expect(await heard(page)).toEqual(told);
        expect(await nodes(demo)).toContain(node.text);
      }),
    );

    test('damage to what nothing else has is told, and is all that is lost', () =>
      withNode(async (demo, page) => {
        await drill(page, 'Damage the newest record');
        expect(await text(page, 'drill-verdict')).toBe('Lost, and told');
        expect(await text(page, 'data-loss')).toBe('yes, 1 update, and the page was told');
        expect(await text(page, 'same-slices')).toBe('8 of 9 as they were; not memory');
        expect(await heard(page)).toEqual(expect.arrayContaining(['storage_error', 'state_recovered']));
        expect(await nodes(demo)).toEqual([node.text]);
      }));

    test('a database that is deleted is told, and comes back from a file', () =>
      withNode(async (demo, page) => {
        await drill(page, 'Delete the whole database');
        expect(await text(page, 'drill-verdict')).toBe('Lost, and told');
        expect(await text(page, 'data-loss')).toBe('yes, everything, and the page was told');
        expect(await heard(page)).toEqual(['storage_error']);
        expect(await nodes(demo)).toEqual([]);
        await demo.press('Bring it back from the file');
        await expect.poll(() => text(page, 'drill-verdict')).toBe('Nothing lost');
        expect(await nodes(demo)).toEqual([node.text]);
      }));

    test('damage under the page is found by the scrub and mended from memory', () =>
      withNode(async (demo, page) => {
        await drill(page, 'Damage it under this page');
        expect(await text(page, 'drill-verdict')).toBe('Nothing lost');
        expect(await heard(page)).toContain('storage_error');
        await expect.poll(() => page.getByTestId('backup').first().getAttribute('data-kind')).toBe('automatic');
        expect((await texts(page, 'backup-verified'))[0]).toBe('whole');
        await demo.goTo('Configuration');
        expect(await page.locator('input[name=backupInterval]').inputValue()).toBe('60000');
      }));

    test('an engine that fails in an update is replaced: that update is refused, and nothing else is missing', () =>
      withNode(async (demo, page) => {
        await drill(page, 'Trap the engine');
        expect(await text(page, 'drill-verdict')).toBe('Nothing lost');
        expect(await text(page, 'came-back')).toContain('a new instance');
        expect(await heard(page)).toEqual(['engine_restarted']);
        expect(await nodes(demo)).toContain(node.text);
      }));

    test('without room an update waits, and is saved as soon as there is some', () =>
      withNode(async (demo, page) => {
        await drill(page, 'Fill the quota');
        expect(await text(page, 'came-back')).toContain('as soon as there was room');
        expect(await text(page, 'data-loss')).toBe('no');
        expect(await heard(page)).toContain('storage_error');
        await page.reload();
        await demo.goTo('State');
        expect((await demo.nodes()).map(({ text }) => text)).toContainEqual(expect.stringContaining('recovery drill'));
      }));
  });
});

const newest = async (demo: Demo): Promise<string | undefined> => (await demo.nodes())[0]?.text;
