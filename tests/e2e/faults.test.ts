/** Storage and pages that fail: a renderer that crashes, a database that never opens again, that does not open yet, that was put back. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, type Profile, type RunningBrowser, serve } from './harness.ts';
import type { Found } from './pages/recovery/main.ts';

const PATIENCE = { timeout: 20_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('recovery');
});

interface Setting {
  readonly page: Page;
  readonly session: CDPSession;
  readonly origin: string;
  readonly browser: RunningBrowser;
  readonly profile: Profile;
}

async function withPage(run: (setting: Setting) => Promise<void>, switches: string[] = []): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile, switches);
  const page = await browser.open(server.origin);
  const session = await browser.context.newCDPSession(page);
  await run({ page, session, origin: server.origin, browser, profile });
}

const open = (page: Page) => page.evaluate(() => window.recovery.open() as Promise<Found>);
const found = (page: Page): Promise<Found> => page.evaluate(() => window.recovery.found());
const note = (page: Page, text: string): Promise<void> => page.evaluate((text) => window.recovery.note(text), text);

test('a renderer that crashes loses nothing that was saved', async () => {
  await withPage(async ({ page, session, origin, browser }) => {
    await open(page);
    await note(page, 'before');
    session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    expect(await open(await browser.open(origin))).toMatchObject({ notes: ['before'], events: [] });
  });
});

test('a database that never opens again is left behind for the next one, and that is told', async () => {
  const sqlite = ['--enable-features=IdbSqliteOnDiskRollout,IdbSqliteBackingStore'];
  await using server = await serve(directory);
  using profile = freshProfile();
  {
    await using browser = await launch(profile, sqlite);
    const page = await browser.open(server.origin);
    await open(page);
    await note(page, 'in the first one');
    await page.evaluate(() => window.recovery.close());
  }
  // A folder with something in it where the file was cannot be opened, and not deleted.
  const files = databaseFiles(profile.directory);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) spoil(file);
  await using browser = await launch(profile, sqlite);
  const page = await browser.open(server.origin);
  const begun = await open(page);
  expect(begun).toMatchObject({ notes: [], lastError: 'data_lost' });
  await note(page, 'in the second one');
  expect(await page.evaluate(() => localStorage.getItem('holdfast:library:generation'))).toBe('2');
  await page.reload();
  expect(await open(page)).toMatchObject({ notes: ['in the second one'], lastError: undefined });
  const other = await browser.open(server.origin);
  expect(await open(other)).toMatchObject({ notes: ['in the second one'] });
});

test('while the database does not open updates wait, and come after what is stored', async () => {
  await withPage(async ({ page }) => {
    await open(page);
    await page.evaluate(() => window.recovery.add(0, 3));
    await page.reload();
    // Somebody deletes another version of it and somebody else holds on: whoever wants to open it has to wait for both.
    const waiting = await page.evaluate(async () => {
      const { connection, gone } = await window.recovery.hold();
      const done = window.recovery.early('meanwhile');
      const first = await Promise.race([done, new Promise((resolve) => setTimeout(() => resolve('waits'), 1500))]);
      connection.close();
      await gone;
      return [first, await done];
    });
    expect(waiting).toEqual(['waits', true]);
    expect(await found(page)).toMatchObject({ notes: ['meanwhile'], pending: 0 });
  });
});

test('an older copy of the database that was put back is told', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  const files = path.join(profile.directory, 'Default', 'IndexedDB');
  const copy = path.join(profile.directory, 'copy');
  for (const text of ['old', 'new']) {
    await using browser = await launch(profile);
    const page = await browser.open(server.origin);
    await open(page);
    await note(page, text);
    await page.evaluate(() => window.recovery.close());
    await browser.close();
    if (text === 'old') cpSync(files, copy, { recursive: true });
  }
  rmSync(files, { recursive: true });
  cpSync(copy, files, { recursive: true });
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  expect(await open(page)).toMatchObject({ notes: ['old'], lastError: 'data_lost' });
});

test('a page that the user goes back to, cached or not, goes on after what another tab has written', async () => {
  await withPage(async ({ page, origin, browser }) => {
    await open(page);
    await note(page, 'before');
    await page.evaluate(() =>
      window.addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })),
    );
    await page.goto('about:blank');
    const other = await browser.open(origin);
    await open(other);
    await note(other, 'of the other tab');
    await page.goBack();
    const isCached = await page.evaluate(() => 'persisted' in window && window.persisted === true);
    if (!isCached) await open(page);
    console.log(`from the back/forward cache: ${isCached}`);
    await expect.poll(() => found(page), PATIENCE).toMatchObject({ notes: ['of the other tab'], version: 2 });
    await note(page, 'after');
    await expect.poll(() => found(other), PATIENCE).toMatchObject({ notes: ['after'], version: 3 });
  });
});

/** The files of the databases of a profile. */
function databaseFiles(profile: string): string[] {
  const all = readdirSync(profile, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && /IndexedDB|WebStorage/.test(entry.parentPath))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function spoil(file: string): void {
  rmSync(file);
  mkdirSync(file);
  writeFileSync(path.join(file, 'full'), '');
}
