/** The page of the demo that shows backups, goes back to them, and damages on purpose what is stored. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { barriers } from './dashboard/barriers.ts';
import { buildDemo, type Demo, openDemo, START } from './dashboard/demo.ts';
import { freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

const node = {
  text: 'Prefers the dark palette',
  type: 'pattern',
  source: 'conversation',
  confidence: '0.8',
  importance: '0.6',
  tags: 'colour',
};

/** The demo in a browser of its own, with one memory node, on the page of the recovery. */
async function withNode(run: (demo: Demo, page: Page) => Promise<void>): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await demo.addNode(node);
  await demo.savedAt(START + 1);
  await demo.goTo('Recovery');
  await run(demo, demo.page);
}

const texts = (page: Page, testId: string): Promise<string[]> => page.getByTestId(testId).allTextContents();
const text = (page: Page, testId: string): Promise<string | null> => page.getByTestId(testId).textContent();

/** The texts of the nodes; leads back to the page of the recovery. */
async function nodes(demo: Demo): Promise<string[]> {
  await demo.goTo('State');
  const shown = await demo.nodes();
  await demo.goTo('Recovery');
  return shown.map(({ text }) => text);
}

async function deleteNode(demo: Demo): Promise<void> {
  await demo.goTo('State');
  await demo
    .row(node.text)
    .getByRole('button', { name: /^Delete/ })
    .click();
  expect(await demo.nodes()).toEqual([]);
  await demo.goTo('Recovery');
}

async function backUp(page: Page, label: string): Promise<void> {
  await page.getByLabel('Label of the backup').fill(label);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect.poll(() => texts(page, 'backup-label')).toContain(label);
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Runs a drill and waits for what the page says of it. */
async function drill(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Run: ${title}` }).click();
  await page.getByTestId('drill-report').getByRole('heading', { name: title }).waitFor();
}

const events = (page: Page): Promise<(string | null | undefined)[]> =>
  page.getByTestId('drill-event').evaluateAll((items) => items.map((item) => item.querySelector('code')?.textContent));

test('a backup is shown after the click, and brings back a node that was deleted since', () =>
  withNode(async (demo, page) => {
    expect(await text(page, 'backup-count')).toBe('0');
    await backUp(page, 'with the node');
    expect(await texts(page, 'backup-version')).toEqual([`${START + 1}`]);
    expect(await texts(page, 'backup-verified')).toEqual(['whole']);

    await deleteNode(demo);
    await page.getByRole('button', { name: 'Restore “with the node”' }).click();
    expect(await text(page, 'discards')).toBe('1 newer update will be discarded.');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await nodes(demo)).toEqual([]);

    await page.getByRole('button', { name: 'Restore “with the node”' }).click();
    await confirm(page);
    expect(await text(page, 'recovery-outcome')).toBe('Recovered');
    expect(await text(page, 'discarded')).toBe('1 update newer than that, as asked');
    expect(await nodes(demo)).toEqual([node.text]);

    // The way back, by the backup of what was there before.
    await page.getByTestId('backup').first().getByRole('button').click();
    await confirm(page);
    expect(await nodes(demo)).toEqual([]);
  }));

test('an earlier version comes back from the list and by its number, and one that is not there is said to be missing', () =>
  withNode(async (demo, page) => {
    await deleteNode(demo);
    await page.getByRole('button', { name: `Back to here: version ${START + 1}` }).click();
    await confirm(page);
    expect(await nodes(demo)).toEqual([node.text]);

    const travel = page.getByTestId('time-travel');
    await travel.getByLabel('Version', { exact: true }).fill(`${START + 2}`);
    await page.getByRole('button', { name: 'Back to it' }).click();
    await confirm(page);
    expect(await nodes(demo)).toEqual([]);

    await travel.getByLabel('Version', { exact: true }).fill('999');
    await page.getByRole('button', { name: 'Back to it' }).click();
    await confirm(page);
    await expect.poll(() => text(page, 'recovery-outcome')).toBe('Nothing was changed');
    expect(await nodes(demo)).toEqual([]);
  }));

test('an exported file is read back', () =>
  withNode(async (demo, page) => {
    const downloading = page.waitForEvent('download');
    await demo.press('Export to a file');
    const file = await (await downloading).path();
    await deleteNode(demo);
    const buffer = await readFile(file);
    const input = page.getByLabel('File to import');
    await input.setInputFiles({ name: 'kept.holdfast', mimeType: '', buffer });
    await expect.poll(() => text(page, 'file-said')).toContain('in the place of the state now');
    expect(await texts(page, 'backup-label')).toEqual(['Before the import of kept.holdfast']);
    expect(await nodes(demo)).toEqual([node.text]);

    await input.setInputFiles({ name: 'other.txt', mimeType: '', buffer: Buffer.from('not a state') });
    await expect.poll(() => text(page, 'file-said')).toContain('neither');
    expect(await nodes(demo)).toEqual([node.text]);
  }));

test.each([
  ['Damage a record of the journal', []],
  ['Damage the newest backup', ['state_recovered']],
  ['Delete the newest manifest', []],
])('%s: nothing is lost', (title, heard) =>
  withNode(async (demo, page) => {
    await drill(page, title);
    expect(await text(page, 'drill-verdict')).toBe('Nothing lost');
    expect(await text(page, 'data-loss')).toBe('no');
    expect(await text(page, 'same-slices')).toBe('9 of 9 as they were');
    expect(await events(page)).toEqual(heard);
    expect(await nodes(demo)).toContain(node.text);
  }),
);

test('damage to what nothing else has is told, and is all that is lost', () =>
  withNode(async (demo, page) => {
    await drill(page, 'Damage the newest record');
    expect(await text(page, 'drill-verdict')).toBe('Lost, and told');
    expect(await text(page, 'data-loss')).toBe('yes, 1 update, and the page was told');
    expect(await text(page, 'same-slices')).toBe('8 of 9 as they were; not memory');
    expect(await events(page)).toEqual(expect.arrayContaining(['storage_error', 'state_recovered']));
    expect(await nodes(demo)).toEqual([node.text]);
  }));

test('a database that is deleted is told, and comes back from a file', () =>
  withNode(async (demo, page) => {
    await drill(page, 'Delete the whole database');
    expect(await text(page, 'drill-verdict')).toBe('Lost, and told');
    expect(await text(page, 'data-loss')).toBe('yes, everything, and the page was told');
    expect(await events(page)).toEqual(['storage_error']);
    expect(await nodes(demo)).toEqual([]);
    await demo.press('Bring it back from the file');
    await expect.poll(() => text(page, 'drill-verdict')).toBe('Nothing lost');
    expect(await nodes(demo)).toEqual([node.text]);
  }));

test('damage under the page is found by the scrub and mended from memory', () =>
  withNode(async (demo, page) => {
    await drill(page, 'Damage it under this page');
    expect(await text(page, 'drill-verdict')).toBe('Nothing lost');
    expect(await events(page)).toContain('storage_error');
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
    expect(await events(page)).toEqual(['engine_restarted']);
    expect(await nodes(demo)).toContain(node.text);
  }));

test('without room an update waits, and is saved as soon as there is some', () =>
  withNode(async (demo, page) => {
    await drill(page, 'Fill the quota');
    expect(await text(page, 'came-back')).toContain('as soon as there was room');
    expect(await text(page, 'data-loss')).toBe('no');
    expect(await events(page)).toContain('storage_error');
    await page.reload();
    await demo.goTo('State');
    expect((await demo.nodes()).map(({ text }) => text)).toContainEqual(expect.stringContaining('recovery drill'));
  }));

test.each(['light', 'dark'] as const)('everybody can use it: %s, wide and narrow', (colorScheme) =>
  withNode(async (demo, page) => {
    await page.emulateMedia({ colorScheme });
    await backUp(page, 'first');
    await drill(page, 'Delete the whole database');
    await backUp(page, 'second');
    await page.getByRole('button', { name: 'Restore “second”' }).click();
    await confirm(page);
    for (const width of [1360, 375]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await barriers(page), `${width} px wide`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await page.getByRole('button', { name: 'Restore “second”' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await barriers(page), 'the dialog').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await demo.goTo('State');
  }),
);
