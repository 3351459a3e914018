/** What the parts of one instance have in common. `sync.ts` is what the application sees of it. */
import { Early } from './early.js';
import { closed } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import { Events, Ration } from './events/bus.js';
import type { EventData, EventType } from './events/types.js';
import { mustEnd } from './loop.js';
import { Options } from './options.js';
import { Reader } from './snapshot/reader.js';
import { Statistics } from './stats/statistics.js';
import { Status } from './status.js';
import { StorageHealth, type StorageKind } from './storage-health.js';
import { Subscriptions } from './subscriptions.js';
import { Tabs } from './tabs.js';
import type { BackupInfo, Rejection, StateSyncConfig, SyncStatus } from './types.js';

export class Core {
  phase: 'loading' | 'ready' | 'error' | 'closed' = 'loading';
  /** The engine, from `ready` on. */
  port: EnginePort | undefined;
  memory: WebAssembly.Memory | undefined;
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
  readonly tabs: Tabs;
  /** What somebody waits for, the newest last. */
  readonly busy: ('validating' | 'optimizing' | 'recovering')[] = [];
  /** When there was last a backup, and those that there were when somebody last looked. */
  lastBackupAt: number | null = null;
  backups: readonly BackupInfo[] = [];

  constructor(name: string, storage: StorageKind | undefined, config: Partial<StateSyncConfig> | undefined) {
    this.health = new StorageHealth(storage);
    this.options = new Options(name, config);
    this.tabs = new Tabs(name);
    this.events.limit = this.config.eventHistoryLimit;
  }

  /** The options in force. */
  get config(): StateSyncConfig {
    return this.options.full(this.port?.raw.getConfig());
  }

  emit<E extends EventType>(type: E, source: string, data: EventData[E], rank?: number): void {
    this.events.emit(type, source, this.port?.raw.version ?? 0, data, rank);
  }

  get isClosed(): boolean {
    return this.phase === 'closed';
  }

  /** @throws StateSyncError `closed` */
  mustBeOpen(): void {
    if (this.isClosed) throw closed();
  }

  /** Before something that listeners hear of. @throws StateSyncError `update_loop` */
  mustEnd(): void {
    mustEnd(Math.max(this.subscriptions.rounds, this.events.depth));
  }

  #readStatus(): SyncStatus {
    const { phase, health, port } = this;
    const pending = (port?.raw.pending ?? 0) + this.early.size;
    return {
      phase: phase === 'ready' ? (this.busy.at(-1) ?? (pending > 0 ? 'syncing' : phase)) : phase,
      durability: health.isMemory ? 'memory' : this.options.full().durability,
      pending,
      version: port?.raw.version ?? 0,
      lastSavedAt: port?.raw.savedAt ?? null,
      lastBackupAt: this.lastBackupAt,
      lastRejection: this.lastRejection,
      lastError: health.lastError,
      tabs: this.tabs.count,
    };
  }
}
