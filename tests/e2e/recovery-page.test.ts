/** The page of the demo that shows backups and goes back to them; the damage that it does on purpose is in `walk.test.ts`. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { barriers } from './dashboard/barriers.ts';
import { buildDemo, type Demo, START } from './dashboard/demo.ts';
import { confirm, drill, node, nodes, openRecovery, text, texts } from './dashboard/recovery.ts';
import { freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

/** The demo in a browser of its own, with one memory node, on the page of the recovery. */
async function withNode(run: (demo: Demo, page: Page) => Promise<void>): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openRecovery(browser, server.origin);
  await run(demo, demo.page);
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
