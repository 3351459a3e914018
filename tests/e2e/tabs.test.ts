/**
 * Several tabs that write to one state in a real browser: all of them agree on one order, and nothing that was promised is
 * missing, whoever dies or sleeps.
 *
 * `HOLDFAST_TAB_UPDATES` sets how many updates each of four tabs makes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, type RunningBrowser, serve } from './harness.ts';
import type { Shown } from './pages/tabs/main.ts';

const UPDATES = Number(process.env.HOLDFAST_TAB_UPDATES ?? 1000);
const PATIENCE = { timeout: 20_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('tabs');
});

async function open(browser: RunningBrowser, origin: string): Promise<Page> {
  const page = await browser.open(origin);
  await page.evaluate(() => window.tabs.open());
  return page;
}

const shown = (page: Page): Promise<Shown> => page.evaluate(() => window.tabs.shown());
const write = (page: Page, tab: string, n: number): Promise<boolean> =>
  page.evaluate(([tab, n]) => window.tabs.write(tab, n), [tab, n] as const);
const heard = (page: Page, type: string) => page.evaluate((type) => window.tabs.heard(type), type);

/** Waits until all show the same; what that is. */
async function agreed(pages: Page[]): Promise<Shown> {
  const states = async () => {
    const all = await Promise.all(pages.map(shown));
    return new Set(all.map(({ version, digest, pending }) => `${version} ${digest} ${pending}`)).size;
  };
  await expect.poll(states, PATIENCE).toBe(1);
  return shown(pages[0] as Page);
}

test('what two tabs write is in both, and each hears of the other', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [one, other] = [await open(browser, server.origin), await open(browser, server.origin)];
  await expect.poll(async () => (await shown(one)).tabs, PATIENCE).toBe(2);
  await other.evaluate(() => window.tabs.listen());

  expect(await Promise.all([write(one, 'one', 1), write(other, 'other', 1)])).toEqual([true, true]);
  expect(await Promise.all([write(one, 'one', 2), write(other, 'other', 2)])).toEqual([true, true]);
  const { entries, version } = await agreed([one, other]);
  expect([...entries].sort()).toEqual(['one-1', 'one-2', 'other-1', 'other-2']);
  expect(version).toBe(4);
  const updated = await heard(other, 'state_updated');
  expect(updated.filter(({ source }) => source === 'one')).toHaveLength(2);
  expect(updated.find(({ source }) => source === 'one')?.data).toMatchObject({ changes: ['entries', 'last'] });
  // Which of two that come at once is first is not said; that both come is.
  expect((await heard(other, 'selected')).map(({ data }) => data).at(-1)).toBe(4);

  expect(await heard(one, 'tab_joined')).toMatchObject([{ data: { tabs: 2 } }]);
  await other.close();
  await expect.poll(async () => (await shown(one)).tabs, PATIENCE).toBe(1);
  expect(await heard(one, 'tab_left')).toMatchObject([{ data: { tabs: 1 } }]);
});

test('a backup that one tab makes is known in the other', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [one, other] = [await open(browser, server.origin), await open(browser, server.origin)];
  await expect.poll(async () => (await shown(one)).tabs, PATIENCE).toBe(2);
  const known = () => other.evaluate(() => window.tabs.backups());
  for (const [page, count] of [
    [one, 1],
    [other, 2],
    [one, 3],
  ] as const) {
    const time = await page.evaluate(() => window.tabs.backUp());
    await expect.poll(known, { timeout: 5_000 }).toEqual([count, time]);
  }
});

test('the state can be had from another tab, if there is one', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const one = await open(browser, server.origin);
  expect(await one.evaluate(() => window.tabs.recover())).toMatchObject({
    success: false,
    reason: expect.stringContaining('no other tab'),
  });
  const other = await open(browser, server.origin);
  await expect.poll(async () => (await shown(one)).tabs, PATIENCE).toBe(2);
  expect(await write(other, 'other', 1)).toBe(true);
  expect(await one.evaluate(() => window.tabs.recover())).toMatchObject({
    success: true,
    source: 'tabs',
    dataLoss: false,
  });
  expect((await agreed([one, other])).entries).toEqual(['other-1']);
});

test('the state of another tab has all that was accepted here', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [one, other] = [await open(browser, server.origin), await open(browser, server.origin)];
  await expect.poll(async () => (await shown(one)).tabs, PATIENCE).toBe(2);
  const expected: string[] = [];
  for (let n = 0; n < 10; n++) {
    expect(await one.evaluate((n) => window.tabs.recoverAmong(n), n)).toBe(true);
    expected.push(`before-${n}`, `after-${n}`);
  }
  expect([...(await agreed([one, other])).entries].sort()).toEqual(expected.sort());
});

test('an update that is not possible after that of the other tab is refused there, and its tab is told', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const pages = [await open(browser, server.origin), await open(browser, server.origin)];
  const [one, other] = pages as [Page, Page];
  const room = (page: Page, name: string) => page.evaluate((name) => window.tabs.few(name), name);
  const conflicts = async () => [...(await heard(one, 'state_conflict')), ...(await heard(other, 'state_conflict'))];
  expect(await room(one, 'a')).toBe(true);
  // Two pages cannot be made to write before either hears of the other; tried again, they do.
  for (let n = 0; n < 20 && (await conflicts()).length === 0; n++) {
    await agreed(pages);
    expect((await Promise.all([room(one, `b${n}`), room(other, `c${n}`)])).sort()).toEqual([false, true]);
    await agreed(pages);
    await one.evaluate(() => window.tabs.makeRoom());
  }
  expect(await conflicts()).toMatchObject([{ data: { issues: [{ code: 'schema/maxProperties' }] } }]);

  const { count } = await agreed(pages);
  const counted = await Promise.all(pages.map((page) => page.evaluate((n) => window.tabs.countFrom(n), count)));
  expect(counted.sort(), 'what a patch tests is tested again').toEqual([false, true]);
  await agreed(pages);
});

test('four tabs write at once and one of them dies: one order, nothing promised is lost', {
  timeout: 180_000,
}, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const names = ['a', 'b', 'c', 'd'];
  const promised = new Set<string>();
  const failed: string[] = [];
  const pages = new Map<string, Page>();
  for (const name of names) {
    const page = await open(browser, server.origin);
    page.on('console', (message) => {
      const [, update, end] = /^([a-d]-\d+): (.*)$/.exec(message.text()) ?? [];
      if (update && end === 'promised') promised.add(update);
      else if (update) failed.push(message.text());
    });
    pages.set(name, page);
  }
  const victim = names[Math.floor(Math.random() * names.length)] as string;
  const bursts = names.map((name) => {
    const burst = (pages.get(name) as Page).evaluate(([name, count]) => window.tabs.burst(name, count), [
      name,
      UPDATES,
    ] as const);
    return name === victim ? burst.catch(() => undefined) : burst;
  });
  const ofVictim = (all: Iterable<string>) => [...all].filter((update) => update.startsWith(victim)).length;
  await expect.poll(() => ofVictim(promised), PATIENCE).toBeGreaterThan(0);
  await sleep(Math.random() * 500);
  // As when it runs out of memory: nothing is said, nothing is saved.
  const session = await browser.context.newCDPSession(pages.get(victim) as Page);
  session.send('Page.crash').catch(() => undefined);
  await sleep(100);
  pages.delete(victim);
  await Promise.all(bursts.filter((_, at) => names[at] !== victim));

  const all = [...pages.values(), await open(browser, server.origin)];
  const { entries, version } = await agreed(all);
  const there = new Set(entries);
  const lost = [...promised].filter((update) => !there.has(update));
  const turns = entries.filter((entry, at) => entry[0] !== entries[at - 1]?.[0]).length;
  console.log(
    `updates: ${entries.length}, of the tab that died: ${ofVictim(entries)}, turns: ${turns}, version: ${version}, ` +
      `acknowledged: ${promised.size}, lost: ${lost.length}`,
  );
  expect(lost).toEqual([]);
  expect(failed).toEqual([]);
  for (const name of pages.keys()) {
    const own = entries.filter((entry) => entry.startsWith(`${name}-`)).map((entry) => Number(entry.slice(2)));
    expect(own, 'the order of each tab is kept').toEqual(Array.from({ length: UPDATES }, (_, at) => at + 1));
  }
});

test('a tab that was frozen while another wrote goes on after it', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [one, other] = [await open(browser, server.origin), await open(browser, server.origin)];
  await write(other, 'other', 1);
  await agreed([one, other]);
  const session = await browser.context.newCDPSession(other);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  for (let n = 1; n <= 20; n++) expect(await write(one, 'one', n)).toBe(true);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  expect(await write(other, 'other', 2)).toBe(true);
  const { entries, last } = await agreed([one, other]);
  expect(last).toBe('other-2');
  expect(entries).toHaveLength(22);
  expect(await other.evaluate(() => window.tabs.undo())).toBe(true);
  await other.evaluate(() => window.tabs.flush());
  const after = await agreed([one, other]);
  expect([after.last, after.entries.length], 'only its own update is taken back').toEqual(['one-20', 21]);
});

test('messages that nobody understands are counted, and nothing more', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const [one, other] = [await open(browser, server.origin), await open(browser, server.origin)];
  await other.evaluate(() => window.tabs.malformed());
  await expect.poll(() => one.evaluate(() => window.tabs.stats()), PATIENCE).toBe(5);
  expect(await write(one, 'one', 1)).toBe(true);
  await agreed([one, other]);
});
