/** The shapes that callers see: statuses, receipts, results, statistics. */

import type { EventType } from './events/types.js';

/** Ends a subscription; calling it twice does no harm. */
export type Unsubscribe = () => void;

/** How much a problem matters: `error` breaks the structure, `inconsistency` contradicts, `warning` is worth knowing. */
export type Severity = 'error' | 'inconsistency' | 'warning';

/** One problem at one place. */
export interface Issue {
  /** `schema/<keyword>`, `integrity/<rule>`, `value/<reason>`, `size/limit`, `size/large`, `update/unknown_key`, ... */
  readonly code: string;
  readonly severity: Severity;
  /** RFC 6901 pointer to the value in question. */
  readonly pointer: string;
  /** What is wrong and what to do about it, for a person. */
  readonly message: string;
  readonly expected?: string;
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
  readonly source: string;
  readonly timestamp: number;
  readonly issues: readonly Issue[];
  /** How many problems there are; `issues` holds the first of them. */
  readonly issueCount: number;
}

/** Where an instance stands. The object stays the same until something in it changes. */
export interface SyncStatus {
  readonly phase: 'loading' | 'ready' | 'syncing' | 'validating' | 'optimizing' | 'recovering' | 'error' | 'closed';
  /** What an acknowledged update survives: `memory` means that nothing survives the page. */
  readonly durability: Durability;
  /** Updates that are not on disk. */
  readonly pending: number;
  /** The version of the state: it grows with every update, and is the same in all tabs that have read the same. */
  readonly version: number;
  /** Milliseconds since 1970 of the last save; `null` before the first. */
  readonly lastSavedAt: number | null;
  readonly lastBackupAt: number | null;
  readonly lastRejection: Rejection | null;
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
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
  readonly inconsistencies: readonly Issue[];
  readonly recommendations: readonly string[];
  /** All problems, up to `maxIssues`. */
  readonly issues: readonly Issue[];
  /** How many problems there are. */
  readonly issueCount: number;
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
  readonly kind: 'automatic' | 'manual' | 'pre-migration' | 'pre-recovery';
  /** What it is called. */
  readonly label: string | null;
  /** The version of the state in it. */
  readonly version: number;
  /** The version of the model that it belongs to. */
  readonly modelVersion: number;
  readonly time: number;
  /** What it holds, and how much of it was not stored before. */
  readonly bytes: number;
  readonly newBytes: number;
  /** Whether it was read back after it was written. */
  readonly verified: boolean;
}

/** What to recover, and from where; without options whatever leads to the newest state. */
export interface RecoverOptions {
  /** The id of a backup. */
  readonly backup?: string | undefined;
  /** A version of the state. */
  readonly version?: number | undefined;
  /** The state as it was at this time, in milliseconds since 1970. */
  readonly time?: number | undefined;
  /** Only these parts: pointers to members of the state, or names of components. */
  readonly slices?: readonly string[] | undefined;
  /** Only from there. */
  readonly from?: 'backups' | 'components' | 'tabs' | undefined;
}

/** How a recovery went. */
export interface StateRecoveryResult {
  readonly success: boolean;
  /** The components whose slices were brought back; a slice that no component owns by its pointer. */
  readonly recoveredComponents: readonly string[];
  readonly failedComponents: readonly string[];
  /** Whether an acknowledged update is missing that the caller did not ask to discard. */
  readonly dataLoss: boolean;
  /** The id of the backup that it was built on; `null` if the journal alone, a component or memory had it. */
  readonly backupUsed: string | null;
  /** The version of the state now: a recovery is an update. */
  readonly version: number;
  /** Acknowledged updates that are missing. */
  readonly lostUpdates: number;
  /** Updates that are newer than what was asked for. */
  readonly discardedUpdates: number;
  /** `backup`, `journal`, `memory` (storage had less and was written anew), `components`, `tabs`, `none`. */
  readonly source: string;
  /** Why it did not succeed. */
  readonly reason?: string;
  readonly durationMs: number;
}

/**
 * How often an operation ran and how long it took, in milliseconds. Of many updates in one turn one in eight is timed; all are
 * counted.
 */
export interface OperationStats {
  readonly count: number;
  /** Refused or failed. */
  readonly errors: number;
  /** Percentiles, at most 6.25 % off. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly lastMs: number;
}

/**
 * The operations that are counted. `load`: from the creation of the instance to `ready`. `commit`: from the first update that waits
 * for the disk to the moment it is durable.
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
  readonly version: number;
  readonly lastBackup: number | null;
  readonly lastValidation: number | null;
  readonly lastConsistencyCheck: number | null;
  readonly lastOptimization: number | null;
  readonly pendingUpdates: number;
  readonly syncInProgress: boolean;
  readonly syncStatus: SyncStatus['phase'];
  readonly config: StateSyncConfig;
  readonly operations: Readonly<Record<OperationName, OperationStats>>;
  /** Refused or failed operations as a share of all, 0 to 1. */
  readonly errorRate: number;
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
  readonly storage: {
    /** Bytes that the origin uses, and that it may use; `null` where the browser does not say. */
    readonly usageBytes: number | null;
    readonly quotaBytes: number | null;
    /** Bytes of the journal, and of all backups together. */
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
  readonly tabs: number;
}

/** Options, all of which may change while an instance runs. Times are in milliseconds, sizes in bytes. */
export interface StateSyncConfig {
  /** Notify subscribers at once (default), or only when `flush` is called. */
  enableRealTimeUpdates: boolean;
  /** 0 for none. */
  consistencyCheckInterval: number;
  recoveryEnabled: boolean;
  /** Whether updates are checked against the schema. */
  validationEnabled: boolean;
  optimizationEnabled: boolean;
  /** An update that would pass it is refused. Measured in the engine's encoding, about 0.8 of JSON text. */
  maxStateSize: number;
  /** An update whose fate is not known after this settles with `timeout` and stays queued. */
  syncTimeout: number;
  optimizationInterval: number;
  backupInterval: number;
  backupRetention: { automatic: number; manual: number };
  validationInterval: number;
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
