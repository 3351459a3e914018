/** What the parts of one instance have in common. `sync.ts` is what the application sees of it. */
import { Early, notLoaded } from './early.js';
import { closed } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import { Restarts } from './engine/restart.js';
import type { RawEngine } from './engine/wasm.js';
import { StateSyncError } from './errors.js';
import { Events, Ration } from './events/bus.js';
import type { EventData, EventType } from './events/types.js';
import { mustEnd } from './loop.js';
import { Options } from './options.js';
import { rejection } from './rejection.js';
import { Reader } from './snapshot/reader.js';
import { Statistics } from './stats/statistics.js';
import { Status } from './status.js';
import { StorageHealth, type StorageKind } from './storage-health.js';
import { Subscriptions } from './subscriptions.js';
import { Tabs } from './tabs.js';
import type { BackupInfo, Issue, Rejection, StateSyncConfig, SyncStatus } from './types.js';

/** What stands in for a disk. */
export type Medium = Map<unknown, unknown>;

export class Core {
  memory: WebAssembly.Memory | undefined;
  /** What `memory` storage writes to: outside of the engine, so that it outlives one that fails. */
  readonly medium: Medium;
  /** The version of the state, also while the engine is being replaced. */
  version = 0;
  /** The engine's instance need not tell any more when it fails. */
  leave: () => void = () => {};
  /** Why there is no state, now or any more. */
  failure: StateSyncError | undefined;
  lastRejection: Rejection | null = null;
  readonly reader = new Reader();
  readonly events = new Events();
  /** For what `state_updated` says beside the version, when nobody listens. */
  readonly ration = new Ration();
  readonly subscriptions = new Subscriptions();
  readonly statistics = new Statistics();
  readonly status = new Status(() => this.#readStatus());
  readonly health: StorageHealth;
  readonly options: Options;
  readonly early = new Early();
  /** Somebody closes: what may never end is not waited for. */
  giveUp = (): void => {};
  readonly #closing = new Promise<never>((_, reject) => {
    this.giveUp = () => reject(closed());
  });
  readonly tabs: Tabs;
  readonly restarts = new Restarts(this);
  /** What somebody waits for, the newest last. */
  readonly busy: ('validating' | 'optimizing' | 'recovering')[] = [];
  /** How much of the work on storage is done that somebody waits for, below 1; `null` if there is none. */
  progress: number | null = null;
  /** When there was last a backup, and those that there were when somebody last looked. */
  lastBackupAt: number | null = null;
  backups: readonly BackupInfo[] = [];

  /** The first engine, from before it has read what is stored: it takes options. */
  starting: EnginePort | undefined;
  #port: EnginePort | undefined;
  #phase: 'loading' | 'ready' | 'error' | 'closed' = 'loading';

  constructor(
    name: string,
    storage: StorageKind | undefined,
    config: Partial<StateSyncConfig> | undefined,
    medium: Medium = new Map(),
  ) {
    this.medium = medium;
    this.health = new StorageHealth(storage);
    this.options = new Options(name, config);
    this.tabs = new Tabs(name);
    this.events.limit = this.config.eventHistoryLimit;
    this.#closing.catch(() => {});
  }

  /** What the application does, which may never end. @throws StateSyncError `closed` as soon as somebody closes */
  untilClosed<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#closing]);
  }

  /** The engine, from `ready` on, except while it is being replaced. */
  get port(): EnginePort | undefined {
    return this.#port?.failure ? undefined : this.#port;
  }

  set port(port: EnginePort) {
    this.#port = port;
  }

  get phase(): 'loading' | 'ready' | 'recovering' | 'error' | 'closed' {
    return this.#phase === 'ready' && !this.port ? 'recovering' : this.#phase;
  }

  set phase(phase: 'ready' | 'error' | 'closed') {
    this.#phase = phase;
  }

  /** What the engine says, or else what is known without. */
  look<T>(read: (raw: RawEngine) => T, otherwise: T): T {
    try {
      return this.port ? read(this.port.raw) : otherwise;
    } catch (error) {
      if (this.port) throw error;
      return otherwise;
    }
  }

  /** The options in force. */
  get config(): StateSyncConfig {
    return this.options.full(this.look((raw) => raw.getConfig() as StateSyncConfig, undefined));
  }

  emit<E extends EventType>(type: E, source: string, data: EventData[E], rank?: number): void {
    this.events.emit(type, source, this.version, data, rank);
  }

  /** An update was refused. */
  rejected(source: string, issues: readonly Issue[], issueCount: number): void {
    this.lastRejection = rejection(source, issues, issueCount);
    this.emit('state_update_rejected', source, this.lastRejection);
    this.status.changed();
  }

  get isClosed(): boolean {
    return this.phase === 'closed';
  }

  /** @throws StateSyncError `closed` */
  mustBeOpen(): void {
    if (this.isClosed) throw closed();
  }

  /** The engine, for what needs it now. @throws StateSyncError `closed`, `not_ready` */
  open(): EnginePort {
    const { port, over } = this;
    if (!port || over) throw this.notReady();
    return port;
  }

  /** Why there will be no answer, if so. */
  get over(): StateSyncError | undefined {
    return this.isClosed ? closed() : this.failure;
  }

  /** Why there is no engine. */
  notReady(): StateSyncError {
    const { over } = this;
    if (over) return this.isClosed ? over : notLoaded(over);
    return this.phase === 'loading'
      ? new StateSyncError('not_ready', 'The state is not loaded yet: await sync.ready first, or use updateState.')
      : new StateSyncError('engine_failed', 'The engine is being started again: try again, or use updateState.');
  }

  /** Before something that listeners hear of. @throws StateSyncError `update_loop` */
  mustEnd(): void {
    mustEnd(Math.max(this.subscriptions.rounds, this.events.depth, this.status.rounds));
  }

  #readStatus(): SyncStatus {
    const { phase, health, version } = this;
    const pending = this.look((raw) => raw.pending, this.restarts.pending) + this.early.size;
    const lastSavedAt = this.look((raw) => raw.savedAt, undefined) ?? null;
    return {
      phase: phase === 'ready' ? (this.busy.at(-1) ?? (pending > 0 ? 'syncing' : phase)) : phase,
      durability: health.isMemory ? 'memory' : this.options.full().durability,
      pending,
      version,
      lastSavedAt,
      lastBackupAt: this.lastBackupAt,
      lastRejection: this.lastRejection,
      lastError: health.lastError,
      tabs: this.tabs.count,
      progress: this.progress,
    };
  }
}
