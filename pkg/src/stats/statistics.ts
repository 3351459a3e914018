/** The statistics of one instance, gathered all the time and put together when somebody asks. */
import type { RawEngine } from '../engine/wasm.js';
import type { EventType } from '../events/types.js';
import type {
  BackupInfo,
  OperationName,
  OperationStats,
  StateSyncConfig,
  StateSyncStats,
  SyncStatus,
} from '../types.js';
import { Commits } from './commits.js';
import { Operation } from './operation.js';
import { Stopwatch } from './stopwatch.js';

const NAMES: readonly OperationName[] = [
  'update',
  'validate',
  'consistencyCheck',
  'optimize',
  'backup',
  'recover',
  'load',
  'commit',
];

export class Statistics {
  readonly operations = Object.fromEntries(NAMES.map((name) => [name, new Operation()])) as Readonly<
    Record<OperationName, Operation>
  >;
  readonly commits = new Commits(this.operations.commit);
  /** For updates. */
  readonly stopwatch = new Stopwatch();
  readonly #removed: Record<string, number> = {};
  #bytesFreed = 0;
  #usage: { usage?: number; quota?: number } = {};

  /** What an optimisation has removed, by the name of the rule. Its duration goes to `operations.optimize`. */
  optimized(removed: Readonly<Record<string, number>>, bytesFreed: number): void {
    for (const [rule, count] of Object.entries(removed)) this.#removed[rule] = (this.#removed[rule] ?? 0) + count;
    this.#bytesFreed += bytesFreed;
  }

  /** Asks the browser how much storage is used; the answer is in the statistics that are read after it has come. */
  async measureStorage(): Promise<void> {
    this.#usage = (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined)) ?? this.#usage;
  }

  /** @param memory bytes of the engine's memory */
  read(
    status: SyncStatus,
    config: StateSyncConfig,
    eventCounts: Partial<Record<EventType, number>>,
    raw: RawEngine | undefined,
    backups: readonly BackupInfo[],
    memory = 0,
    malformedMessages = 0,
  ): StateSyncStats {
    const { version, lastBackupAt, pending, phase, tabs } = status;
    const { validate, consistencyCheck, optimize } = this.operations;
    const operations = Object.fromEntries(NAMES.map((name) => [name, this.operations[name].stats()])) as Record<
      OperationName,
      OperationStats
    >;
    const sum = (of: 'count' | 'errors') => NAMES.reduce((sum, name) => sum + operations[name][of], 0);
    return {
      version,
      lastBackup: lastBackupAt,
      lastValidation: validate.lastAt,
      lastConsistencyCheck: consistencyCheck.lastAt,
      lastOptimization: optimize.lastAt,
      pendingUpdates: pending,
      syncInProgress: pending > 0,
      syncStatus: phase,
      config,
      operations,
      errorRate: sum('errors') / (sum('count') || 1),
      memory: { wasmBytes: memory, stateBytes: raw?.stateBytes ?? 0, nodeCount: raw?.nodeCount ?? 0 },
      storage: {
        usageBytes: this.#usage.usage ?? null,
        quotaBytes: this.#usage.quota ?? null,
        journalBytes: raw?.journalBytes ?? 0,
        // The newest as a whole, and what each of the others has beside what was there before it.
        snapshotBytes: backups.reduce((sum, { bytes, newBytes }, at) => sum + (at === 0 ? bytes : newBytes), 0),
        backups: backups.length,
      },
      optimization: { removed: { ...this.#removed }, bytesFreed: this.#bytesFreed, runs: operations.optimize.count },
      eventCounts,
      malformedMessages,
      tabs,
    };
  }
}
