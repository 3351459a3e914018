/** The shapes that callers see: statuses, receipts, results, statistics. */

import type { StateSyncErrorCode } from './errors.js';
import type { EventType } from './events/types.js';

/** Ends a subscription; calling it twice does no harm. */
export type Unsubscribe = () => void;

/** How much a problem matters: `error` breaks the structure, `inconsistency` contradicts, `warning` is worth knowing. */
export type Severity = 'error' | 'inconsistency' | 'warning';

/** One problem at one place. */
export interface Issue {
  /** `schema/<keyword>`, `integrity/<rule>`, `value/<reason>`, `size/limit`, `size/large`, `update/unknown_key`, ... */
  readonly code: string;
  /** How much it matters. */
  readonly severity: Severity;
  /** RFC 6901 pointer to the value in question. */
  readonly pointer: string;
  /** What is wrong and what to do about it, for a person. */
  readonly message: string;
  /** What was expected there, where that can be said. */
  readonly expected?: string;
  /** What was found there, where that can be said. */
  readonly actual?: string;
}

/** When an update counts as saved: in memory only for now, after a crash of the browser, or after a power cut. */
export type Durability = 'memory' | 'relaxed' | 'strict';

/** What became of an update. */
export interface UpdateReceipt {
  /** Whether it was applied. */
  readonly accepted: boolean;
  /** The version of the state after it. */
  readonly version: number;
  /** Why it was refused; empty if it was not. */
  readonly issues: readonly Issue[];
  /**
   * Resolves `true` once on disk, `false` if the update was refused, now or on the newer state of another tab; rejects with a {@link StateSyncError} when storage
   * cannot take it (never as an unhandled rejection).
   */
  readonly durable: Promise<boolean>;
}

/** A refused update. */
export interface Rejection {
  /** Who asked for the update. */
  readonly source: string;
  /** When, in milliseconds since 1970. */
  readonly timestamp: number;
  /** The kind of refusal, where there is an error of that kind: `state_too_large`, `unsupported_value`, `queue_full`, ... */
  readonly code?: StateSyncErrorCode;
  /** Why, up to `maxIssues`. */
  readonly issues: readonly Issue[];
  /** How many problems there are; `issues` holds the first of them. */
  readonly issueCount: number;
}

/** Where an instance stands. The object stays the same until something in it changes. */
export interface SyncStatus {
  /** What it is doing. `error`: it has no state, or none any more, and `lastError` says why. */
  readonly phase: 'loading' | 'ready' | 'syncing' | 'validating' | 'optimizing' | 'recovering' | 'error' | 'closed';
  /** What an acknowledged update survives: `memory` means that nothing survives the page. */
  readonly durability: Durability;
  /** Updates that are not on disk. */
  readonly pending: number;
  /** The version of the state: it grows with every update, and is the same in all tabs that have read the same. */
  readonly version: number;
  /** Milliseconds since 1970 of the last save; `null` before the first. */
  readonly lastSavedAt: number | null;
  /** Milliseconds since 1970 of the newest backup; `null` if there is none. */
  readonly lastBackupAt: number | null;
  /** The update that was refused last, here; `null` if there was none. */
  readonly lastRejection: Rejection | null;
  /** What is wrong with storage or engine; `null` if nothing is, or not any more. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
  /** Open tabs with this state, this one included. */
  readonly tabs: number;
  /** How much is done, from 0 to 1, of loading, of a backup or of a recovery that takes its time; else `null`. */
  readonly progress: number | null;
}

/** What a validation found. */
export interface StateValidationResult {
  /** False with any error or inconsistency. */
  readonly isValid: boolean;
  /** The issues that break the structure. */
  readonly errors: readonly Issue[];
  /** The issues that are worth knowing, and no more. */
  readonly warnings: readonly Issue[];
  /** The issues of parts that contradict each other. */
  readonly inconsistencies: readonly Issue[];
  /** What to do, in words. */
  readonly recommendations: readonly string[];
  /** All problems, up to `maxIssues`. */
  readonly issues: readonly Issue[];
  /** How many problems there are. */
  readonly issueCount: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** What an optimisation did. */
export interface OptimizationResult {
  /** Entries that were dropped, by the name of the rule. */
  readonly removed: Readonly<Record<string, number>>;
  /** References that went with them. */
  readonly removedReferences: number;
  /** By how much the state became smaller, in the engine's encoding. */
  readonly bytesFreed: number;
  /** The version of the state after it. */
  readonly version: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** One update in the history. */
export interface HistoryEntry {
  /** The version of the state that it made. */
  readonly version: number;
  /** Who asked for it; `undo` if it took back another one. */
  readonly source: string;
  /** What it was called. */
  readonly label: string | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Where it changed something, up to 1,000 places. */
  readonly pointers: readonly string[];
  /** Whether it has been taken back. */
  readonly undone: boolean;
}

/** A backup of the state. Times are milliseconds since 1970, sizes bytes. */
export interface BackupInfo {
  /** Names it for `recoverState`. */
  readonly id: string;
  /** Why it was made: by timer, by hand, before a migration, or before a recovery. */
  readonly kind: 'automatic' | 'manual' | 'pre-migration' | 'pre-recovery';
  /** What it is called. */
  readonly label: string | null;
  /** The version of the state in it. */
  readonly version: number;
  /** The version of the model that it belongs to. */
  readonly modelVersion: number;
  /** When it was made, in milliseconds since 1970. */
  readonly time: number;
  /** What it holds. */
  readonly bytes: number;
  /** How much of that was not stored before. */
  readonly newBytes: number;
  /** Whether it was read back after it was written. */
  readonly verified: boolean;
}

/** What to recover, and from where; without options whatever leads to the newest state. One of `backup`, `version` and `time`. */
export interface RecoverOptions {
  /** The id of a backup. */
  readonly backup?: string | undefined;
  /** A version of the state. */
  readonly version?: number | undefined;
  /** The state as it was at this time, in milliseconds since 1970. */
  readonly time?: number | undefined;
  /**
   * Only these parts, all or none: pointers to members of the state, or names of components. From components a slice may lie
   * deeper; from what is stored it is a whole member.
   */
  readonly slices?: readonly string[] | undefined;
  /** Only from there. */
  readonly from?: 'backups' | 'components' | 'tabs' | undefined;
}

/** How a recovery went. */
export interface StateRecoveryResult {
  /** Whether the state is now what was asked for; if not, it is as it was, and `reason` says why. */
  readonly success: boolean;
  /** The components whose slices were brought back; a slice that no component owns by its pointer. */
  readonly recoveredComponents: readonly string[];
  /** Those for which it did not succeed, named in the same way. */
  readonly failedComponents: readonly string[];
  /** Whether an acknowledged update is missing that the caller did not ask to discard. */
  readonly dataLoss: boolean;
  /** The id of the backup that it was built on; `null` if the journal alone, a component or memory had it. */
  readonly backupUsed: string | null;
  /** The version of the state now: a recovery is an update. */
  readonly version: number;
  /** Acknowledged updates that are missing. */
  readonly lostUpdates: number;
  /** Updates accepted before the call that are newer than what was asked for. Those accepted later are made again on it. */
  readonly discardedUpdates: number;
  /** `backup`, `journal`, `memory` (storage had less and was written anew), `components`, `tabs`, `none`. */
  readonly source: string;
  /** Why it did not succeed. */
  readonly reason?: string;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/**
 * How often an operation ran and how long it took, in milliseconds. Of many updates in one turn one in eight is timed; all are
 * counted.
 */
export interface OperationStats {
  /** How often it ran. */
  readonly count: number;
  /** Refused or failed. */
  readonly errors: number;
  /** Half of them took at most so long. Percentiles are at most 6.25 % off. */
  readonly p50Ms: number;
  /** 95 of 100 took at most so long. */
  readonly p95Ms: number;
  /** 99 of 100 took at most so long. */
  readonly p99Ms: number;
  /** The longest. */
  readonly maxMs: number;
  /** The latest that was timed. */
  readonly lastMs: number;
}

/**
 * The operations that are counted. `load`: from the creation of the instance to `ready`. `commit`: from the first update that waits
 * for the disk to the moment it is durable. `backup`: each that is made, by hand, by timer or before a recovery.
 */
export type OperationName =
  | 'update'
  | 'validate'
  | 'consistencyCheck'
  | 'optimize'
  | 'backup'
  | 'recover'
  | 'load'
  | 'commit';

/** What an instance has done and what it takes. Times are milliseconds since 1970, `null` before the first. */
export interface StateSyncStats {
  /** The version of the state. */
  readonly version: number;
  /** When the newest backup was made. */
  readonly lastBackup: number | null;
  /** When the whole state was last validated. */
  readonly lastValidation: number | null;
  /** When the consistency rules were last checked. */
  readonly lastConsistencyCheck: number | null;
  /** When retention rules last ran. */
  readonly lastOptimization: number | null;
  /** Updates that are not on disk. */
  readonly pendingUpdates: number;
  /** Whether something is being written or read. */
  readonly syncInProgress: boolean;
  /** As `SyncStatus.phase`. */
  readonly syncStatus: SyncStatus['phase'];
  /** The options in force. */
  readonly config: StateSyncConfig;
  /** How often each operation ran and how long it took. */
  readonly operations: Readonly<Record<OperationName, OperationStats>>;
  /** Refused or failed operations as a share of all, 0 to 1. */
  readonly errorRate: number;
  /** What it takes in memory. */
  readonly memory: {
    /** Bytes of the engine's memory. */
    readonly wasmBytes: number;
    /** Bytes of the state in its encoding. */
    readonly stateBytes: number;
    /**
     * The pieces of memory that the state consists of: pages of up to 64 entries or about 4 KB, the branches above them, and
     * texts of more than a kilobyte. At least 1 once there is a state, 0 before.
     */
    readonly nodeCount: number;
  };
  /** What it takes on disk. */
  readonly storage: {
    /** Bytes that the origin uses, and that it may use; `null` where the browser does not say. */
    readonly usageBytes: number | null;
    readonly quotaBytes: number | null;
    /**
     * Bytes of the journal, and of all backups together. What a backup has of the journal is not read at the start: it counts once it
     * was looked through, before the first backup by timer.
     */
    readonly journalBytes: number;
    readonly snapshotBytes: number;
    /** How many backups there are. */
    readonly backups: number;
  };
  /** What retention rules have done since the instance was made. */
  readonly optimization: {
    /** How many entries, by the name of the rule. */
    readonly removed: Readonly<Record<string, number>>;
    readonly bytesFreed: number;
    readonly runs: number;
  };
  /** Messages between tabs that could not be understood. */
  readonly malformedMessages: number;
  /** How many events of each type there were; a type that there were none of is left out. */
  readonly eventCounts: Readonly<Partial<Record<EventType, number>>>;
  /** Open tabs with this state, this one included. */
  readonly tabs: number;
}

/** Options, all of which may change while an instance runs. Times are in milliseconds, sizes in bytes. */
export interface StateSyncConfig {
  /** Notify subscribers at once (default), or only when `flush` is called. */
  enableRealTimeUpdates: boolean;
  /** How often the consistency rules are checked; 5,000 unless set, 0 for never. */
  consistencyCheckInterval: number;
  /** Whether damage is recovered from by itself (default). If not, a state of which nothing can be read is an error. */
  recoveryEnabled: boolean;
  /** Whether updates are checked against the schema. */
  validationEnabled: boolean;
  /** Whether retention rules run by timer (default); `optimizeState` works in any case. */
  optimizationEnabled: boolean;
  /** An update that would pass it is refused: `state_too_large`. Measured in the engine's encoding, about 0.8 of JSON text. */
  maxStateSize: number;
  /** An update whose fate is not known after this settles with `timeout` and stays queued. */
  syncTimeout: number;
  /** How often retention rules run; 30,000 unless set, 0 for never. */
  optimizationInterval: number;
  /** How often a backup is made if something has changed; 60,000 unless set, 0 for never. */
  backupInterval: number;
  /** How many backups are kept: 5 of those made by timer and 20 of those made by hand, unless set. */
  backupRetention: { automatic: number; manual: number };
  /** How often the whole state is validated; 10,000 unless set, 0 for never. */
  validationInterval: number;
  /** When an update counts as saved, unless the update says otherwise; `strict` unless set. */
  durability: Durability;
  /** Fail rather than keep the state in memory only. */
  requireDurable: boolean;
  /** Updates that can be undone. */
  historyLimit: number;
  /** Events that are remembered; beyond it the oldest of the lowest priority go first. */
  eventHistoryLimit: number;
  /** Problems that a validation lists; all are counted. */
  maxIssues: number;
  /** A state over this size is reported as large. */
  warnStateSize: number;
  /** Updates that may wait, for the disk or for the state to be loaded; more are refused with `queue_full`. */
  queueLimit: number;
  /**
   * Options that are changed while the instance runs are kept in `localStorage` and used at the next start, before those
   * given to `createStateSync`. Give it there: what is changed later is too late to be looked for.
   */
  persistConfig: boolean;
}

/** A deep partial: members that are left out stay. */
export type DeepPartial<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, DeepPartial<V> | null>
    : T extends readonly unknown[]
      ? T
      : T extends object
        ? { readonly [K in keyof T]?: DeepPartial<T[K]> | null | undefined }
        : T;

/** What readers get: nothing in it can be changed. */
export type DeepReadonly<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, DeepReadonly<V>>
    : T extends readonly (infer V)[]
      ? readonly DeepReadonly<V>[]
      : T extends object
        ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
        : T;

/** One operation of an RFC 6902 patch. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** A wanted change: a deep partial (RFC 7396), a patch (RFC 6902), or a recipe that changes a draft. */
export type Change<S> = DeepPartial<S> | readonly PatchOperation[] | ((draft: S) => void);

/** Options of one update. */
export interface UpdateOptions {
  /** Who asks; `application` if left out. */
  readonly source?: string;
  /** What it is called, for the history. */
  readonly label?: string;
  /** When it counts as saved, if not as configured. */
  readonly durability?: Durability;
}
