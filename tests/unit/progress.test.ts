/** `status.progress` is the figure of one thing, whatever is under way at once. */
import { expect, test } from 'vitest';
import { openLoose } from './lib/open.js';

/** Enough for some hundred slices. */
const large = () => ({
  items: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, `${n} `.repeat(60)])),
});

/** The figures that a user would see, in a row for each time that there was one. */
function watched(sync: Awaited<ReturnType<typeof openLoose>>): () => number[][] {
  const rows: number[][] = [];
  let last: number | null = null;
  sync.subscribeStatus(() => {
    const { progress } = sync.status;
    if (progress !== null && last === null) rows.push([]);
    if (progress !== null && progress !== last) rows.at(-1)?.push(progress);
    last = progress;
  });
  return () => rows;
}

const whole = (row: readonly number[]) => {
  expect(row).toEqual(row.toSorted((a, b) => a - b));
  expect(row[0]).toBeLessThan(0.3);
  expect(row.at(-1)).toBeGreaterThan(0.7);
};

test('two backups at once tell how far they are one after the other', { timeout: 60_000 }, async () => {
  const sync = await openLoose(large(), { config: { backupInterval: 0 } });
  const rows = watched(sync);
  await Promise.all([sync.createStateBackup('one'), sync.createStateBackup('two')]);
  expect(rows()).toHaveLength(2);
  for (const row of rows()) whole(row);
  expect(sync.status.progress).toBeNull();
});

test('a recovery and a backup at once tell how far they are one after the other', { timeout: 60_000 }, async () => {
  const sync = await openLoose(large(), { config: { backupInterval: 0 } });
  const { id } = await sync.createStateBackup();
  sync.update({ items: { k0: 'other' } });
  await sync.flush();
  const rows = watched(sync);
  const [, result] = await Promise.all([sync.createStateBackup(), sync.recoverState({ backup: id })]);
  expect(result.success).toBe(true);
  // The backup, the search for the other one, and the backup of what was there before.
  expect(rows()).toHaveLength(3);
  for (const row of rows()) whole(row);
  expect(sync.status.progress).toBeNull();
});
