/** What the engine does and takes, noted once a second from the start of the page, so that charts have a past. */
import type { OperationStats } from 'holdfast';
import { EMPTY, extended, type Series } from '../charts/series.ts';
import { feed } from '../feed/feed.ts';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import { heapBytes } from './heap.ts';
import { longTasks, watchLongTasks } from './long-tasks.ts';

const names = [
  'perSecond',
  'pending',
  'updateP50',
  'updateP95',
  'updateP99',
  'commitP50',
  'commitP95',
  'commitP99',
  'heapBytes',
  'wasmBytes',
  'stateBytes',
  'journalBytes',
  'backupBytes',
  'blockedMs',
] as const;

type Sample = Readonly<Record<(typeof names)[number], number | null>>;
export type Monitored = Readonly<Record<(typeof names)[number], Series>>;

const PERIOD_MS = 1000;

export const monitored = new Store<Monitored>(
  Object.fromEntries(names.map((name) => [name, EMPTY])) as Record<keyof Sample, Series>,
);

export function watchMonitor(): void {
  watchLongTasks();
  let before = { at: performance.now(), version: 0, blockedMs: 0 };
  setInterval(() => {
    if (sync.status.phase === 'loading' || sync.status.phase === 'closed') return;
    const stats = sync.getStateSyncStats();
    const now = { at: performance.now(), version: stats.version, blockedMs: longTasks()?.blockedMs ?? 0 };
    // Of all tabs: versions are counted for the state, not for the page.
    const updates = before.version === 0 ? 0 : Math.max(0, now.version - before.version);
    const { update, commit } = stats.operations;
    add({
      perSecond: (updates * 1000) / (now.at - before.at),
      pending: stats.pendingUpdates,
      ...latencies('update', feed.figures.get().update, update),
      ...latencies('commit', feed.figures.get().durable, commit),
      heapBytes: heapBytes(),
      wasmBytes: stats.memory.wasmBytes,
      stateBytes: stats.memory.stateBytes,
      journalBytes: stats.storage.journalBytes,
      backupBytes: stats.storage.snapshotBytes,
      blockedMs: longTasks() && now.blockedMs - before.blockedMs,
    });
    before = now;
  }, PERIOD_MS);
}

/** Of the last seconds while the feed measures them, else of all since the start. */
function latencies<N extends 'update' | 'commit'>(
  name: N,
  recent: { readonly p50: number; readonly p95: number; readonly p99: number } | null,
  all: OperationStats,
) {
  const of = recent ?? { p50: all.p50Ms, p95: all.p95Ms, p99: all.p99Ms };
  const known = all.count > 0;
  return {
    [`${name}P50`]: known ? of.p50 : null,
    [`${name}P95`]: known ? of.p95 : null,
    [`${name}P99`]: known ? of.p99 : null,
  } as Record<`${N}P${50 | 95 | 99}`, number | null>;
}

function add(sample: Sample): void {
  const series = monitored.get();
  monitored.set(
    Object.fromEntries(names.map((name) => [name, extended(series[name], sample[name])])) as Record<
      keyof Sample,
      Series
    >,
  );
}
