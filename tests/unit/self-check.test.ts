/** What is stored is compared with memory, which may have gone wrong without anybody's noticing (`src/browser/faults.rs`). */
import { readFileSync } from 'node:fs';
import { createStateSync, defineModel } from 'holdfast';
import { expect, onTestFinished, test, vi } from 'vitest';

interface Notes {
  notes: Record<string, number>;
  round: number;
  ballast?: Record<string, string>;
}

const model = defineModel<Notes>({
  name: 'self-check',
  version: 1,
  schema: {
    type: 'object',
    properties: {
      notes: { type: 'object', additionalProperties: { type: 'number' } },
      round: { type: 'integer' },
      ballast: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
  initial: () => ({ notes: {}, round: 0 }),
});

async function open(name: string, recoveryEnabled: boolean) {
  // The first to load decides for all: this file has a page of its own.
  const wasm = readFileSync('target/failing/holdfast_bg.wasm');
  const config = { backupInterval: 20, recoveryEnabled };
  const sync = createStateSync({ name, model, storage: 'memory', wasm, config });
  onTestFinished(() => sync.close());
  await sync.ready;
  return sync;
}

test.each([true, false])('an update that memory has lost is found; recoveryEnabled: %s', async (recoveryEnabled) => {
  const sync = await open(`self-check-${recoveryEnabled}`, recoveryEnabled);
  await sync.update({ notes: { kept: 1 } }).durable;
  await sync.update({ notes: { lost: 2 } }, { source: 'fault:rot:update' }).durable;
  expect(sync.getState().notes).toEqual({ kept: 1 });
  const told = () => sync.eventHistory({ type: 'storage_error' }).map(({ data }) => data);
  // It is done once in so many rounds in which something has changed.
  for (let round = 1; round < 100 && told().length === 0; round++) {
    const backups = () => sync.eventHistory({ type: 'state_backup_created' }).length;
    const before = backups();
    await sync.update({ round }).durable;
    await vi.waitUntil(() => backups() > before, { timeout: 5000 });
  }
  expect(told()).toMatchObject([{ code: 'data_damaged', message: expect.stringContaining('memory') }]);
  if (!recoveryEnabled) return expect(sync.getState().notes).toEqual({ kept: 1 });
  await vi.waitUntil(() => sync.getState().notes.lost === 2, { timeout: 5000 });
  expect(sync.getState().notes).toEqual({ kept: 1, lost: 2 });
  // What memory took for the state is there, too.
  const backup = (await sync.listBackups()).find(({ kind }) => kind === 'pre-recovery');
  expect(await sync.recoverState({ backup: backup?.id as string })).toMatchObject({ success: true });
  expect(sync.getState().notes).toEqual({ kept: 1 });
});

test('an update that memory has lost is found though something is written during the first comparison', async () => {
  const sync = await open('self-check-meanwhile', true);
  sync.updateSyncConfig({ backupInterval: 0 });
  const ballast = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, `${n} `.repeat(60)]));
  await sync.update({ ballast }).durable;
  // Reading it takes its time.
  await sync.createStateBackup();
  await sync.update({ notes: { lost: 2 } }, { source: 'fault:rot:update' }).durable;
  sync.updateSyncConfig({ backupInterval: 20 });
  // Often enough to come in between, whenever that is.
  const writing = setInterval(() => void sync.update({ round: sync.getState().round + 1 }), 5);
  const told = () => sync.eventHistory({ type: 'storage_error' }).length;
  const backups = () => sync.eventHistory({ type: 'state_backup_created' }).length;
  await vi.waitUntil(() => backups() > 1 || told() > 0, { timeout: 20_000 });
  clearInterval(writing);
  for (let round = 0; round < 20 && told() === 0; round++) {
    const before = backups();
    await sync.update({ notes: { round } }).durable;
    await vi.waitUntil(() => backups() > before, { timeout: 10_000 });
  }
  await vi.waitUntil(() => sync.getState().notes.lost === 2, { timeout: 10_000 });
}, 60_000);

test('the two backups of a repair tell how far they are one after the other', { timeout: 60_000 }, async () => {
  const sync = await open('self-check-progress', true);
  sync.updateSyncConfig({ backupInterval: 0 });
  const ballast = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, `${n} `.repeat(60)]));
  sync.update({ ballast });
  await sync.update({ notes: { lost: 2 } }, { source: 'fault:rot:update' }).durable;
  const seen: (number | null)[] = [];
  sync.subscribeStatus(() => sync.status.progress !== seen.at(-1) && seen.push(sync.status.progress));
  const made = () => sync.eventHistory({ type: 'state_backup_created' }).length;
  sync.updateSyncConfig({ backupInterval: 500 });
  await vi.waitUntil(() => made() === 2 && sync.status.progress === null, { timeout: 30_000 });
  expect(sync.getState().notes.lost).toBe(2);
  // Of the comparison before them nothing is told: nobody waits for it.
  expect(seen.filter((figure, at) => figure !== null && (seen[at - 1] ?? null) === null)).toHaveLength(2);
});
