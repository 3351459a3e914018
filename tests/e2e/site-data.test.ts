/** What the browser does to the data of a site while a page has them in use: too little room, and taking them away. */
import type { CDPSession, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { backendOf, backends } from './durability/backends.ts';
import { buildPage, freshProfile, launch, type Profile, serve } from './harness.ts';

const MB = 1 << 20;
/** A busy machine may take seconds to write a few bytes safely. */
const PATIENCE = { timeout: 20_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

/** A page that has not written anything, and a way to do to its site what only the browser can. */
async function withPage(
  switches: string[],
  run: (page: Page, session: CDPSession, origin: string, profile: Profile) => Promise<void>,
): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile, switches);
  const page = await browser.open(server.origin);
  const session = await browser.context.newCDPSession(page);
  await run(page, session, server.origin, profile);
}

const open = (page: Page) => page.evaluate(() => window.durability.open());
const save = (page: Page, name: string, length: number) =>
  page.evaluate((what) => window.durability.saveNoise(what), { name, length });
const pending = (page: Page) => page.evaluate(() => window.durability.pending());
const lengths = (page: Page) => page.evaluate(() => window.durability.lengths());
const lastError = (page: Page) => page.evaluate(() => window.durability.lastError());

describe.each(backends)('on $backend', ({ backend, switches }) => {
  test('without room the application is told, the state stays usable, and it is saved once there is room', () =>
    withPage(switches, async (page, session, origin, profile) => {
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4 * MB });
      await open(page);
      expect(await save(page, 'small', 10)).toMatchObject({ code: 'true' });
      expect(await save(page, 'large', 8 * MB)).toMatchObject({ code: 'quota_exceeded' });
      expect(await lengths(page)).toEqual({ small: 10, large: 8 * MB });
      expect([await pending(page), await lastError(page)]).toEqual([1, 'quota_exceeded']);

      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await expect.poll(() => pending(page), PATIENCE).toBe(0);
      expect(await lastError(page)).toBeUndefined();
      expect(await save(page, 'after', 10)).toMatchObject({ code: 'true' });
      await page.reload();
      expect(await open(page)).toMatchObject({ told: undefined });
      expect(await lengths(page)).toEqual({ small: 10, large: 8 * MB, after: 10 });
      expect(backendOf(profile)).toBe(backend);
    }));

  test('a page that ends without room loses only what it was told is not saved', () =>
    withPage(switches, async (page, session, origin) => {
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4 * MB });
      await open(page);
      expect(await save(page, 'small', 10)).toMatchObject({ code: 'true' });
      expect(await save(page, 'large', 8 * MB)).toMatchObject({ code: 'quota_exceeded' });
      await page.reload();
      expect(await open(page)).toMatchObject({ told: undefined });
      expect(await lengths(page)).toEqual({ small: 10 });
    }));

  test('data that are cleared under a page are written again by it', () =>
    withPage(switches, async (page, session, origin) => {
      await open(page);
      expect(await save(page, 'before', 1000)).toMatchObject({ code: 'true' });
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      expect(await save(page, 'after', 10)).toMatchObject({ code: 'true' });
      expect(await lengths(page)).toEqual({ before: 1000, after: 10 });
      await page.reload();
      await open(page);
      expect(await lengths(page)).toEqual({ before: 1000, after: 10 });
    }));
});
