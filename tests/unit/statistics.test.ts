/** What the statistics say: percentiles as near as stated, and every operation counted. */
import fc from 'fast-check';
import { defineModel } from 'holdfast';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { wasmFile } from '../../pkg/src/engine/file.js';
import { createWith } from '../../pkg/src/instances.js';
import { Commits } from '../../pkg/src/stats/commits.js';
import { Histogram } from '../../pkg/src/stats/histogram.js';
import { Operation } from '../../pkg/src/stats/operation.js';
import { holds } from './lib/holds.js';
import { type Loose, open, opening, openLoose } from './lib/open.js';

/** A disk that keeps something else than what backups consist of. */
class Forgetful extends Map<unknown, unknown> {
  override set(key: unknown, value: unknown): this {
    return super.set(key, String(key).startsWith('shelf c') ? new Uint8Array(1) : value);
  }
}

describe('percentiles', () => {
  const exact = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] as number;

  test('are at most 6.25 % off between a microsecond and 17 minutes', () =>
    holds(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1_000_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0, 0.01, 0.5, 0.95, 0.99, 1),
        (values, share) => {
          const histogram = new Histogram();
          for (const value of values) histogram.add(value);
          const right = exact(values, share);
          expect(Math.abs(histogram.at(share) - right) / right).toBeLessThanOrEqual(0.0625);
        },
      ),
      1000,
    ));

  test('are 0 of nothing, and of nothing but zeros; what is out of range counts as its end', () => {
    const histogram = new Histogram();
    expect(histogram.at(0.5)).toBe(0);
    histogram.add(0);
    expect(histogram.at(0.5)).toBe(0);
    histogram.add(1e9);
    expect(histogram.max).toBe(1e9);
    expect(histogram.at(1)).toBeGreaterThan(900_000);
  });
});

describe('a commit', () => {
  test('lasts from its first update to the disk, also while another is under way', async () => {
    const operation = new Operation();
    const lasted: number[] = [];
    vi.spyOn(operation, 'done').mockImplementation((ms) => void lasted.push(ms));
    const commits = new Commits(operation);
    commits.pending(10);
    commits.pending(11);
    await Promise.resolve();
    commits.pending(15);
    commits.pending(16);
    commits.durable(20);
    commits.pending(22);
    commits.durable(30);
    expect(lasted).toEqual([10, 15]);
    commits.failed(35);
    expect(lasted).toEqual([10, 15, 13]);
    commits.durable(40);
    expect(lasted).toEqual([10, 15, 13, 18]);
    commits.durable(50);
    expect(lasted).toHaveLength(4);
  });
});

describe('the statistics', () => {
  test('are there before the state is', () => {
    const stats = opening({ n: 0 }).getStateSyncStats();
    expect(stats).toMatchObject({ version: 0, syncStatus: 'loading', errorRate: 0, lastConsistencyCheck: null });
    expect(stats.operations.update).toEqual({ count: 0, errors: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0, lastMs: 0 });
  });

  test('count operations, errors and events', async () => {
    const sync = await open<Loose>({ n: 0 }, { schema: { type: 'object', properties: { n: { type: 'number' } } } });
    sync.update({ n: 1 });
    sync.update({ n: 'text' });
    await sync.updateState({ n: 2 });
    await sync.validateState();
    await sync.flush();
    const { operations, errorRate, eventCounts, lastValidation, memory, optimization, storage } =
      sync.getStateSyncStats();
    expect(operations.update).toMatchObject({ count: 3, errors: 1 });
    expect(operations.validate).toMatchObject({ count: 1, errors: 0 });
    expect(operations.load).toMatchObject({ count: 1, errors: 0 });
    expect(operations.commit.count).toBeGreaterThan(0);
    for (const { p50Ms, p95Ms, p99Ms, maxMs } of Object.values(operations)) {
      expect(p50Ms).toBeLessThanOrEqual(p95Ms);
      expect(p95Ms).toBeLessThanOrEqual(p99Ms);
      expect(p99Ms).toBeLessThanOrEqual(maxMs);
    }
    const count = Object.values(operations).reduce((sum, { count }) => sum + count, 0);
    expect(errorRate).toBeCloseTo(1 / count);
    expect(eventCounts).toEqual({ state_updated: 2, state_update_rejected: 1, state_validated: 1 });
    expect(Math.abs(Date.now() - (lastValidation ?? 0))).toBeLessThan(10_000);
    expect(memory.wasmBytes).toBeGreaterThan(memory.stateBytes);
    expect(optimization).toEqual({ removed: {}, bytesFreed: 0, runs: 0 });
    expect(storage.backups).toBe(0);
  });

  test('count every update, and read the clock for the first and one in eight of a turn', async () => {
    const sync = await open<Loose>({ n: 0 }, { schema: { type: 'object', properties: { n: { type: 'number' } } } });
    const clock = vi.spyOn(performance, 'now');
    onTestFinished(() => clock.mockRestore());
    for (let i = 0; i < 80; i++) sync.update({ n: i });
    // Each that is timed reads it twice.
    expect(clock.mock.calls.length).toBeLessThan(40);
    const before = clock.mock.calls.length;
    await Promise.resolve();
    sync.update({ n: 'wrong' as never });
    expect(clock.mock.calls.length).toBeGreaterThan(before);
    expect(sync.getStateSyncStats().operations.update).toMatchObject({ count: 81, errors: 1 });
  });

  test('count the nodes of the state, by what it is now', async () => {
    const sync = await open<Loose>({ list: [], text: '' });
    const nodes = () => sync.getStateSyncStats().memory.nodeCount;
    expect(nodes()).toBe(1);
    // A page of the state, and the text beside it.
    sync.update({ text: 'x'.repeat(5000) });
    expect(nodes()).toBe(2);
    // 2,000 numbers in pages of 64, with three branches and one above them.
    sync.update({ list: Array.from({ length: 2000 }, (_, n) => n) });
    expect(nodes()).toBe(2 + 32 + 2 + 1);
    sync.update({ list: [], text: '' });
    expect(nodes()).toBe(1);
    expect(sync.undo()).toBe(true);
    expect(nodes()).toBe(2 + 32 + 2 + 1);
  });

  test('count a load that failed', async () => {
    const sync = opening<Loose>({ n: 0 }, { schema: { type: 'string' } });
    await sync.ready.catch(() => {});
    expect(sync.getStateSyncStats().operations.load).toMatchObject({ count: 1, errors: 1 });
    expect(sync.getStateSyncStats().syncStatus).toBe('error');
  });

  test('count backups, by timer as by hand, with their durations', async () => {
    const sync = await openLoose({ n: 0 }, { config: { backupInterval: 20 } });
    const backup = () => sync.getStateSyncStats().operations.backup;
    sync.update({ n: 1 });
    await vi.waitFor(() => expect(backup()).toMatchObject({ count: 1, errors: 0, lastMs: expect.any(Number) }));
    expect(backup().lastMs).toBeGreaterThan(0);
    sync.updateSyncConfig({ backupInterval: 0 });
    await sync.createStateBackup();
    expect(backup()).toMatchObject({ count: 2, errors: 0 });
  });

  test('count backups by timer that fail, and why is told', async () => {
    const name = 'statistics-forgetful';
    const model = defineModel<Loose>({ name, version: 1, schema: true, initial: () => ({ n: 0 }) });
    const config = { backupInterval: 20 };
    const sync = createWith<Loose>({ name, model, storage: 'memory', config }, wasmFile, new Forgetful());
    onTestFinished(() => sync.close());
    await sync.ready;
    const told = vi.fn();
    sync.on('storage_error', ({ data }) => told(data));
    sync.update({ n: 1 });
    await vi.waitFor(() => expect(told).toHaveBeenCalled());
    expect(told).toHaveBeenCalledWith({ code: 'aborted', message: expect.stringContaining('read back') });
    const { count, errors, lastMs } = sync.getStateSyncStats().operations.backup;
    expect(errors).toBe(count);
    expect(errors).toBeGreaterThan(0);
    expect(lastMs).toBeGreaterThan(0);
  });

  test('of updates that are not awaited say how long they waited for the disk', async () => {
    const sync = await openLoose({ n: 0 });
    for (let n = 1; n <= 100; n++) sync.update({ n });
    await sync.flush();
    const { update, commit } = sync.getStateSyncStats().operations;
    expect(update.count).toBe(100);
    expect(commit.count).toBeGreaterThan(0);
    expect(commit.count).toBeLessThan(100);
  });
});
