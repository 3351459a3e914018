/** Events: what an instance tells about itself, and what each type of event carries. Types only, and the priorities. */
import type { Issue, Rejection } from '../types.js';

/** What each type of event carries. Times are milliseconds since 1970, durations milliseconds, sizes bytes. */
export interface EventData {
  /**
   * The state has a new version. `changes` are the top-level keys, `pointers` the deepest places that changed, at most
   * 1,000. `truncated`: there are more. An event that a handler hears always has them; one that nobody heard may be
   * without when updates come by the hundreds per second (see `StateSync.eventHistory`), and is then `truncated`.
   */
  state_updated: {
    readonly source: string;
    readonly changes: readonly string[];
    readonly pointers: readonly string[];
    readonly truncated?: boolean;
    readonly version: number;
    readonly timestamp: number;
  };
  /** An update was refused; the state is as it was. */
  state_update_rejected: Rejection;
  /**
   * Another tab was faster, and on the newer state this update, accepted before as `version`, is not possible any more. It is
   * dropped, and its `durable` resolves `false`.
   */
  state_conflict: {
    readonly version: number;
    readonly source: string;
    readonly issues: readonly Issue[];
    readonly issueCount: number;
  };
  /** The state was validated as a whole. */
  state_validated: { readonly isValid: boolean; readonly issueCount: number; readonly durationMs: number };
  /** The consistency rules were checked. How many problems of which severity. */
  state_consistency_check: {
    readonly isValid: boolean;
    readonly errors: number;
    readonly warnings: number;
    readonly inconsistencies: number;
    readonly durationMs: number;
  };
  /** The state was recovered, or could not be: `reason`. */
  state_recovered: {
    readonly success: boolean;
    /** The id of the backup. */
    readonly backupUsed: string | null;
    /** Whether an acknowledged update is missing. */
    readonly dataLoss: boolean;
    /** How many. */
    readonly recoveredComponents: number;
    /** Where the data came from. */
    readonly source: string;
    readonly version: number;
    readonly durationMs: number;
    readonly reason?: string;
  };
  /** Retention rules were applied. The counts are those after it, of models that have the lists. */
  state_optimized: {
    readonly timestamp: number;
    /** How many entries, by the name of the rule. */
    readonly removed: Readonly<Record<string, number>>;
    /** How many references went with them. */
    readonly removedReferences: number;
    readonly bytesFreed: number;
    readonly durationMs: number;
    readonly shortTermCount?: number;
    readonly patternsCount?: number;
    readonly interactionsCount?: number;
  };
  /** There is a new backup. `newBytes` is what had to be written for it. */
  state_backup_created: {
    readonly timestamp: number;
    readonly id: string;
    readonly bytes: number;
    readonly newBytes: number;
  };
  /** Storage refused something; what is pending stays pending. */
  storage_error: { readonly code: string; readonly message: string };
  /** The state is kept with less durability than was asked for. */
  storage_degraded: { readonly code: string; readonly message: string };
  /**
   * A component has another status. `recorded`: whether the state's record of it says so too. A status that was set before
   * `ready` is told twice: when it is set, and when it is recorded.
   */
  component_status: {
    readonly component: string;
    readonly status: string;
    readonly detail?: string;
    readonly recorded: boolean;
  };
  /** A component failed. `restarted`: whether it was restarted at once. */
  component_error: {
    readonly component: string;
    readonly error: string;
    readonly fatal: boolean;
    readonly restarted: boolean;
  };
  /** Another tab opened this state; `tabs` are those open now, this one included. */
  tab_joined: { readonly tab: string; readonly tabs: number };
  /** Another tab closed this state, or was closed. */
  tab_left: { readonly tab: string; readonly tabs: number };
  /** Options changed. */
  config_updated: { readonly changed: readonly string[] };
  /**
   * The engine failed and was started again from storage: nothing that was acknowledged is missing. Versions of updates that were
   * not yet durable may have become lower.
   */
  engine_restarted: {
    /** What it failed of. */
    readonly reason: string;
    /** How often that has happened to this instance. */
    readonly restarts: number;
    /** The version of the state before and after it. */
    readonly versionBefore: number;
    readonly version: number;
    /** How many updates were accepted but not durable, and were applied again. */
    readonly replayed: number;
    /** Those that are not: what the engine failed at, and what it does not take any more. */
    readonly refused: readonly { readonly source: string; readonly label: string | null }[];
  };
}

/** The types of events. */
export type EventType = keyof EventData;

/** How soon somebody should look at it. */
export type Priority = 'low' | 'medium' | 'high' | 'critical';

/** One event; frozen. */
export type SyncEvent<E extends EventType = EventType> = {
  [T in E]: {
    /** Larger than that of every event before it, from the same instance. */
    readonly id: number;
    readonly type: T;
    /** Who caused it: the source of the update, `engine`, `component:<name>`, `application`. */
    readonly source: string;
    readonly data: EventData[T];
    /** Milliseconds since 1970. */
    readonly timestamp: number;
    readonly priority: Priority;
    /** The version of the state when it happened. */
    readonly version: number;
  };
}[E];

/** Which events of the history; what is left out does not matter. */
export interface EventFilter<E extends EventType = EventType> {
  /** Of this type; `'*'` for all. */
  readonly type?: E | '*' | undefined;
  /** Not before this time, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Only the newest so many. */
  readonly limit?: number | undefined;
  /** Only those of this priority or a higher one. */
  readonly minPriority?: Priority | undefined;
}

/** The priorities, lowest first. */
export const PRIORITIES: readonly Priority[] = ['low', 'medium', 'high', 'critical'];

/** Index in `PRIORITIES` by type. Whoever emits may say another. */
export const RANKS: Readonly<Record<EventType, number>> = {
  state_updated: 0,
  state_validated: 0,
  state_consistency_check: 0,
  state_backup_created: 0,
  component_status: 0,
  tab_joined: 0,
  tab_left: 0,
  state_update_rejected: 1,
  state_conflict: 1,
  state_recovered: 2,
  state_optimized: 1,
  storage_error: 2,
  storage_degraded: 3,
  component_error: 2,
  config_updated: 1,
  engine_restarted: 3,
};
