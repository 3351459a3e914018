/** What is left when something of what was stored is damaged or gone: on real IndexedDB, by changing its bytes. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';
import type { Found, ModelName } from './pages/recovery/main.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildPage('recovery');
});

/** A page that is closed, perhaps damaged, and loaded again. */
async function withPage(
  run: (page: Page, again: (model?: ModelName) => Promise<Found>) => Promise<void>,
): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  await page.evaluate(() => window.recovery.open());
  const again = async (model?: ModelName): Promise<Found> => {
    await page.reload();
    return (await page.evaluate((model) => window.recovery.open(model), model)) as Found;
  };
  await run(page, again);
}

const rot = (page: Page, store: string, key: string | number, at?: number): Promise<void> =>
  page.evaluate(([store, key, at]) => window.recovery.rot(store, key, at), [store, key, at] as const);

const keys = (page: Page, store: string): Promise<(string | number)[]> =>
  page.evaluate((store) => window.recovery.keys(store), store);

const close = (page: Page): Promise<void> => page.evaluate(() => window.recovery.close());

describe('rot', () => {
  test.each([
    ['a chunk of the newest backup', 'c', 40],
    ['the manifest of the newest backup', 'm', 60],
    ['a chunk that is gone', 'c', undefined],
  ])('of %s costs nothing: an older backup and a longer journal lead to the same state', async (_, kind, at) => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.add(0, 3000));
      await page.evaluate(() => window.recovery.backup('older'));
      const before = await keys(page, 'snapshots');
      await page.evaluate(() => window.recovery.add(3000, 10));
      await page.evaluate(() => window.recovery.note('between'));
      await page.evaluate(() => window.recovery.backup('newer'));
      await page.evaluate(() => window.recovery.note('after'));
      const good = await page.evaluate(() => window.recovery.found());
      const added = (await keys(page, 'snapshots')).filter((key) => !before.includes(key));
      await close(page);
      await rot(page, 'snapshots', added.find((key) => `${key}`.startsWith(kind)) as string, at);
      const found = await again();
      expect(found).toMatchObject({ version: good.version, books: 3010, pages: good.pages, notes: ['after'] });
      const told = found.events.filter(({ type }) => type === 'state_recovered');
      // A manifest that cannot be read is no backup: there is nothing to tell of it.
      if (kind === 'c') expect(told).toMatchObject([{ data: { success: true, dataLoss: false } }]);
      // The next backup makes good what is missing.
      const next = await page.evaluate(() => window.recovery.backup());
      expect(next.verified).toBe(true);
      expect(await page.evaluate((backup) => window.recovery.recover({ backup }), next.id)).toMatchObject({
        success: true,
      });
    });
  });

  test('of a record that a backup contains costs nothing', async () => {
    await withPage(async (page, again) => {
      for (const note of ['one', 'two', 'three']) await page.evaluate((note) => window.recovery.note(note), note);
      await page.evaluate(() => window.recovery.backup());
      await page.evaluate(() => window.recovery.note('four'));
      await close(page);
      await rot(page, 'journal', 2, 50);
      expect(await again()).toMatchObject({ version: 4, notes: ['four'], events: [], lastError: undefined });
    });
  });

  test('of a record that nothing else has is told, and everything before it is there', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('one'));
      await page.evaluate(() => window.recovery.backup());
      for (const note of ['two', 'three']) await page.evaluate((note) => window.recovery.note(note), note);
      await close(page);
      await rot(page, 'journal', (await keys(page, 'journal')).at(-1) as number, 50);
      const found = await again();
      expect(found).toMatchObject({ version: 2, notes: ['two'], lastError: 'unreadable_data' });
      expect(found.events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['storage_error', 'state_recovered']),
      );
      expect(found.events.find(({ type }) => type === 'state_recovered')).toMatchObject({ data: { dataLoss: true } });
    });
  });

  test.each([
    ['a chunk', 'snapshots'],
    ['a record', 'journal'],
  ])('of %s under a live tab is found and mended from memory', async (_, store) => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.add(0, 500));
      if (store === 'snapshots') await page.evaluate(() => window.recovery.backup());
      await page.evaluate(() => window.recovery.note('after'));
      const [key] = (await keys(page, store)).filter((key) => !/^[mv]/.test(`${key}`));
      await rot(page, store, key as string, 50);
      await page.evaluate(() => window.recovery.configure({ backupInterval: 100 }));
      const found = (): Promise<Found> => page.evaluate(() => window.recovery.found());
      await expect.poll(async () => (await found()).events.map(({ type }) => type)).toContain('storage_error');
      await expect
        .poll(() => page.evaluate(() => window.recovery.backups()).then(([newest]) => newest?.kind))
        .toBe('automatic');
      // Not again: it is mended.
      const errors = (await found()).events.filter(({ type }) => type === 'storage_error').length;
      await page.waitForTimeout(400);
      expect((await found()).events.filter(({ type }) => type === 'storage_error')).toHaveLength(errors);
      await close(page);
      expect(await again()).toMatchObject({
        version: 2,
        books: 500,
        notes: ['after'],
        events: [],
        lastError: undefined,
      });
    });
  });

  test('of everything leaves the initial state, says so, and throws nothing away', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('one'));
      await close(page);
      for (const key of await keys(page, 'journal')) await rot(page, 'journal', key, 30);
      const found = await again();
      expect(found).toMatchObject({ notes: [], lastError: 'unreadable_data' });
      expect(found.events).toContainEqual({
        type: 'state_recovered',
        data: expect.objectContaining({ success: false, dataLoss: true, source: 'initial' }),
      });
      await page.evaluate(() => window.recovery.note('a new beginning'));
      expect((await keys(page, 'quarantine')).length).toBeGreaterThan(0);
      expect(await again()).toMatchObject({ notes: ['a new beginning'] });
    });
  });

  test('of one slice in the only backup, with the journal before it gone, is filled in by name', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.add(0, 2000));
      for (const note of ['one', 'two', 'three']) {
        await page.evaluate((note) => window.recovery.note(note), note);
        await page.evaluate(() => window.recovery.backup());
      }
      // The journal was dropped up to the first of the three backups, which all have the same chunks of the books.
      await close(page);
      const chunks = (await keys(page, 'snapshots')).filter((key) => `${key}`.startsWith('c'));
      for (const key of chunks) if (await isLarge(page, key as string)) await rot(page, 'snapshots', key, 9000);
      const found = await again();
      expect(found).toMatchObject({ version: 4, books: 0, notes: ['three'] });
      expect(found.events).toContainEqual({
        type: 'state_recovered',
        data: expect.objectContaining({ success: false, dataLoss: true, reason: expect.stringContaining('Books') }),
      });
    });
  });
});

const isLarge = (page: Page, key: string): Promise<boolean> =>
  page.evaluate(async (key) => {
    const opening = indexedDB.open('library~g1');
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const request = opening.result.transaction('snapshots').objectStore('snapshots').get(key);
    await new Promise((resolve) => {
      request.onsuccess = resolve;
    });
    opening.result.close();
    return (request.result as Uint8Array).length > 10_000;
  }, key);

describe('what the browser takes away', () => {
  test('is told at the next start', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('one'));
      await close(page);
      await page.evaluate(() => window.recovery.drop());
      const found = await again();
      expect(found).toMatchObject({ version: 0, notes: [], lastError: 'data_lost' });
      expect(found.events).toMatchObject([{ type: 'storage_error', data: { code: 'data_lost' } }]);
    });
  });

  test('what was accepted when the page ended is made at the next start', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('saved'));
      await page.evaluate(() => window.recovery.noteAndGo('not saved yet'));
      const found = await again();
      expect(found.notes).toEqual(['not saved yet']);
      await page.evaluate(() => window.recovery.flush());
      expect(await again()).toMatchObject({ version: 2, notes: ['not saved yet'] });
    });
  });
});

describe('recoverState among updates', () => {
  const success = { success: true, dataLoss: false, lostUpdates: 0, discardedUpdates: 0 };

  test('loses nothing that was accepted before it and is not on disk yet, in a database that is new', async () => {
    await withPage(async (page, again) => {
      const { result, ...found } = await page.evaluate(async () => {
        await window.recovery.close();
        await window.recovery.drop();
        await window.recovery.open();
        return window.recovery.recoverAmong(['mine'], undefined, []);
      });
      expect(result).toMatchObject({ ...success, failedComponents: [] });
      expect(found).toEqual({ durable: [true], books: [], notes: ['mine'] });
      expect(await again()).toMatchObject({ notes: ['mine'] });
    });
  });

  test('loses nothing that is accepted while it reads the disk', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('before'));
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const { result, ...found } = await page.evaluate(
        (names) => window.recovery.recoverAmong(['mine'], undefined, names),
        names,
      );
      expect(result).toMatchObject(success);
      expect(found).toEqual({ durable: Array.from({ length: 7 }, () => true), books: names, notes: ['mine'] });
      expect(await again()).toMatchObject({ books: 6, notes: ['mine'] });
    });
  });

  test('to a backup discards what was accepted before it, and makes what comes after again on the backup', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('good'));
      const { id } = await page.evaluate(() => window.recovery.backup());
      const { result, ...found } = await page.evaluate(
        (backup) => window.recovery.recoverAmong(['bad', 'worse'], { backup }, ['a', 'b', 'c']),
        id,
      );
      expect(result).toMatchObject({ ...success, discardedUpdates: 2 });
      expect(found).toEqual({ durable: [true, true, true, true, true], books: ['a', 'b', 'c'], notes: ['good'] });
      expect(await again()).toMatchObject({ books: 3, notes: ['good'] });
    });
  });

  test('of one slice keeps what is accepted meanwhile in the others, once', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('good'));
      const { id } = await page.evaluate(() => window.recovery.backup());
      const { result, books, notes } = await page.evaluate(
        (backup) => window.recovery.recoverAmong(['bad'], { backup, slices: ['/notes'] }, ['a', 'b']),
        id,
      );
      expect(result).toMatchObject({ success: true, discardedUpdates: 1 });
      expect({ books, notes }).toEqual({ books: ['a', 'b'], notes: ['good'] });
      expect(await again()).toMatchObject({ books: 2, notes: ['good'] });
    });
  });

  test('finds the version of an update that is not on disk yet', async () => {
    await withPage(async (page) => {
      expect(await page.evaluate(() => window.recovery.recoverNewest('new'))).toMatchObject(success);
      expect(await page.evaluate(() => window.recovery.found())).toMatchObject({ notes: ['new'] });
    });
  });

  test('one after the other, and beside a backup, keeps what was accepted after the last of them', async () => {
    await withPage(async (page) => {
      await page.evaluate(() => window.recovery.note('good'));
      const { id } = await page.evaluate(() => window.recovery.backup());
      const all = await page.evaluate(async (backup) => {
        window.recovery.noteAndGo('bad');
        const both = [
          window.recovery.recover({ backup }),
          window.recovery.backup(),
          window.recovery.recover({ backup }),
        ];
        window.recovery.noteAndGo('meanwhile');
        return Promise.all(both);
      }, id);
      expect(all).toMatchObject([{ success: true, discardedUpdates: 1 }, { verified: true }, { success: true }]);
      expect(await page.evaluate(() => window.recovery.found())).toMatchObject({ notes: ['meanwhile'], pending: 0 });
    });
  });

  test('leaves a page that is closed at the same time with all that was accepted', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.note('before'));
      await page.evaluate(async () => {
        const recovering = window.recovery.recover().catch(() => {});
        window.recovery.noteAndGo('meanwhile');
        await Promise.all([window.recovery.close(), recovering]);
      });
      expect(await again()).toMatchObject({ notes: ['meanwhile'] });
    });
  });
});

describe('migrations', () => {
  test('make the state of an earlier model one of this model, and keep what was there before', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.add(0, 50));
      const migrated = await again('second');
      expect(migrated).toMatchObject({ books: 50, version: 2 });
      expect(await page.evaluate(() => window.recovery.shelf())).toBe('A');
      const backups = await page.evaluate(() => window.recovery.backups());
      expect(backups).toMatchObject([{ kind: 'pre-migration', modelVersion: 1, version: 1, verified: true }]);
      expect(await again('second')).toMatchObject({ books: 50, version: 2 });
      expect(await again('first')).toContain('newer_data');
      expect(await again('second')).toMatchObject({ books: 50, version: 2 });
    });
  });

  test('that give nothing valid leave what is stored as it was', async () => {
    await withPage(async (page, again) => {
      await page.evaluate(() => window.recovery.add(0, 5));
      expect(await again('careless')).toContain('invalid_model');
      expect(await again('first')).toMatchObject({ books: 5, version: 1 });
    });
  });
});
