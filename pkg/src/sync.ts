/** The class that applications work with: typing, lazy loading, snapshots and notification around the engine. */

import { applyAgain, applyEncoded, applyMerge, applyPatch, DEFAULT_SOURCE } from './apply.js';
import { Backups } from './backups.js';
import { Components } from './components/components.js';
import { componentPort } from './components/port.js';
import type { ComponentHandle, ComponentHooks } from './components/types.js';
import { Core, type Medium } from './core.js';
import { patchOf } from './draft.js';
import { closed, translate, translateError } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import type { EngineFailure } from './engine/trap.js';
import type { DefaultSource, WasmSource } from './engine/wasm.js';
import type { StateSyncError } from './errors.js';
import type { EventFilter, EventType, SyncEvent } from './events/types.js';
import { tabsPort } from './followed.js';
import { Jobs } from './jobs.js';
import { load } from './load.js';
import { Mirror } from './mirror.js';
import type { Model } from './model/types.js';
import { parsePointer } from './pointer.js';
import { child } from './snapshot/reader.js';
import { Watches } from './snapshot/tracker.js';
import { Statistics } from './stats/statistics.js';
import type { StorageKind } from './storage-health.js';
import type { SubscribeOptions } from './subscriptions.js';
import { decoded, encoded } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';
import type {
  BackupInfo,
  Change,
  DeepPartial,
  HistoryEntry,
  OptimizationResult,
  PatchOperation,
  RecoverOptions,
  StateRecoveryResult,
  StateSyncConfig,
  StateSyncStats,
  StateValidationResult,
  SyncStatus,
  Unsubscribe,
  UpdateOptions,
  UpdateReceipt,
} from './types.js';

/** What an instance is made from. */
export interface StateSyncOptions<S> {
  /** Names the database; one instance per name and page. */
  readonly name: string;
  /** What the state looks like, from `defineModel`. */
  readonly model: Model<S>;
  /** Options that differ from the defaults. */
  readonly config?: Partial<StateSyncConfig>;
  /** `memory` keeps the state as long as the page; the default is `indexeddb`. */
  readonly storage?: StorageKind;
  /** Where the engine's WebAssembly comes from, if not from beside this module. */
  readonly wasm?: WasmSource;
}

/**
 * A validated, versioned, durable state. Made by `createStateSync`.
 *
 * Methods that return a promise wait for `ready` and reject with what it rejects with; of the others, those that need the state throw
 * `not_ready` before. After `close` readers, `status` and what ends a subscription still answer, and the rest throws or rejects with
 * `closed`. Everything that is thrown is a {@link StateSyncError}.
 *
 * @example
 * const sync = createStateSync({ name: 'notes', model });
 * await sync.ready;
 * const { durable } = sync.update({ notes: { today: 'Buy milk' } });
 * await durable; // true: it is on disk
 */
export class StateSync<S> {
  /** Resolves when the state is loaded; rejects with a {@link StateSyncError}. */
  readonly ready: Promise<void>;
  /** @internal Why there is no state, now or any more. */
  failure: StateSyncError | undefined;
  /** @internal As it was before anything was loaded: what a server shows, and a browser until the page is its own. */
  readonly firstStatus: SyncStatus;
  readonly #options: StateSyncOptions<S>;
  readonly #wasm: WasmSource | DefaultSource;
  readonly #core: Core;
  readonly #components: Components;
  readonly #backups: Backups;
  #history: readonly HistoryEntry[] = [];
  readonly #mirror: Mirror;
  readonly #jobs: Jobs;
  readonly #onClose: () => void;
  /** The initial state, until there is another. */
  #initial: S | undefined;
  #firstState: S | undefined;
  /** The same in bytes, or why that cannot be. */
  #body: Uint8Array | Unsupported | undefined;

  /** @internal Use `createStateSync`. */
  constructor(options: StateSyncOptions<S>, source: DefaultSource, onClose: () => void, medium?: Medium) {
    const { name, model, storage, config, wasm = source } = options;
    this.#options = options;
    this.#wasm = wasm;
    this.#onClose = onClose;
    this.#core = new Core(name, storage, config, medium);
    const recover = (_name: string, slice: string) => this.recoverState({ slices: [slice] });
    this.#components = new Components(componentPort(this.#core, model.components, recover));
    this.#backups = new Backups(this.#core, model, () => this.#components.states());
    this.#mirror = new Mirror(this.#core, name);
    this.#jobs = new Jobs(this.#core, model.retention);
    const initial = model.initial();
    this.#body = encoded(initial);
    this.#initial = (this.#body instanceof Unsupported ? initial : decoded(this.#body)) as S;
    this.firstStatus = this.status;
    this.ready = this.#start();
    // Whoever does not wait for it learns of the failure from `status`.
    this.ready.catch(() => {});
  }

  /** Where the instance stands: the same object until something changes. */
  get status(): SyncStatus {
    return this.#core.status.current;
  }

  /**
   * The state, deeply frozen: the same part is the same object until it changes. Before `ready` the initial state.
   * @example const { notes } = sync.getState();
   */
  getState(): S {
    return (this.#core.reader.isAttached ? this.#core.reader.state() : this.#initial) as S;
  }

  /** @internal The initial state, also when there is another: as `firstStatus`. */
  firstState(): S {
    this.#firstState ??= this.#initial ?? (decoded(encoded(this.#options.model.initial()) as Uint8Array) as S);
    return this.#firstState;
  }

  /**
   * One value by RFC 6901 pointer, without materialising the rest; `undefined` if there is none.
   * @example sync.get('/memory/nodes/node-1/metadata/confidence')
   */
  get(pointer: string): unknown {
    const path = parsePointer(pointer);
    if (this.#core.reader.isAttached) return this.#core.reader.at(path);
    return path.reduce<unknown>(child, this.#initial);
  }

  /**
   * Calls the listener after every change.
   * @example const stop = sync.subscribe(() => draw(sync.getState()));
   */
  subscribe(listener: () => void): Unsubscribe;
  /**
   * Calls the listener when what the selector returns has changed. The selector runs only when a path that it read has
   * changed; to return fresh objects give an `equality`.
   * @example
   * sync.subscribe(
   *   (state) => state.notes.get('today')?.stars,
   *   (now, before) => console.log(before, now),
   * );
   */
  subscribe<T>(
    selector: (state: S) => T,
    listener: (now: T, before: T) => void,
    options?: SubscribeOptions<T>,
  ): Unsubscribe;
  subscribe<T>(
    first: ((state: S) => T) | (() => void),
    listener?: (now: T, before: T) => void,
    options?: SubscribeOptions<T>,
  ): Unsubscribe {
    this.#core.mustBeOpen();
    if (!listener) return this.#core.subscriptions.add(first as () => void);
    return this.#core.subscriptions.select(first as (state: S) => T, listener, () => this.getState(), options);
  }

  /**
   * Changes the state: validated and visible to every reader when it returns.
   *
   * @param change a deep partial (RFC 7396; `null` deletes where the schema does not allow `null`), a patch (RFC 6902),
   *   or a recipe that changes a draft
   * @throws StateSyncError `not_ready` before `ready`, `closed` after `close`, `update_loop` from listeners that never
   *   stop; never for bad data
   * @example
   * const { accepted, issues, durable } = sync.update({ notes: new Map([['today', { stars: 3 }]]) });
   * if (!accepted) show(issues[0].message);
   * else await durable; // it is on disk
   * sync.update((draft) => void draft.notes.delete('today'), { label: 'delete' });
   * sync.update([{ op: 'replace', path: '/notes/today/stars', value: 4 }], { source: 'import' });
   */
  update(change: Change<S>, options: UpdateOptions = {}): UpdateReceipt {
    this.#open();
    if (typeof change === 'function')
      return applyPatch(this.#core, options, () => patchOf(this.getState(), change as (draft: S) => void));
    return Array.isArray(change)
      ? applyPatch(this.#core, options, () => change as PatchOperation[])
      : applyMerge(this.#core, options, change);
  }

  /**
   * The queue: safe at any time, also before `ready`; updates apply in the order of the calls.
   * @returns `true` once on disk, `false` if refused: the reasons are in `status.lastRejection`
   * @example const isSaved = await sync.updateState({ theme: 'dark' }, 'settings');
   */
  updateState(updates: DeepPartial<S>, source: string = DEFAULT_SOURCE): Promise<boolean> {
    const saved = this.#queue(updates, { source });
    // Nobody has to look.
    saved.catch(() => {});
    return saved;
  }

  async #queue(updates: DeepPartial<S>, options: UpdateOptions): Promise<boolean> {
    const core = this.#core;
    core.mustBeOpen();
    if (core.port) return applyMerge(core, options, updates).durable;
    // Encoded now, since the caller may change the object.
    const body = encoded(updates);
    return this.inQueue(() => applyEncoded(core, options, body).durable);
  }

  /** @internal As soon as there is a state, in the order of the calls. */
  async inQueue(run: () => Promise<boolean>): Promise<boolean> {
    const core = this.#core;
    core.mustBeOpen();
    if (core.port) return run();
    if (core.phase === 'error') throw core.notReady();
    return core.early.add(run, core.config.queueLimit);
  }

  /**
   * Everything pending notified and on disk.
   * @example await sync.flush(); // before the page sends its user somewhere else
   */
  async flush(): Promise<void> {
    this.#core.mustBeOpen();
    await this.ready;
    this.#core.subscriptions.run();
    await this.#core.restarts.ask((raw) => raw.flush());
  }

  /**
   * Calls the listener when `status` is another object.
   * @example sync.subscribeStatus(() => showPending(sync.status.pending));
   */
  subscribeStatus(listener: () => void): Unsubscribe {
    this.#core.mustBeOpen();
    return this.#core.status.subscribe(listener);
  }

  /**
   * Validates the whole state by its schema.
   * @example const { isValid, errors } = await sync.validateState();
   */
  async validateState(): Promise<StateValidationResult> {
    await this.#atReady();
    return this.#jobs.run('validation');
  }

  /**
   * Checks the model's consistency rules on the whole state: references, counts, uniqueness, orphans, component status.
   * @example
   * const { isValid, inconsistencies } = await sync.checkStateConsistency();
   */
  async checkStateConsistency(): Promise<StateValidationResult> {
    await this.#atReady();
    return this.#jobs.run('consistency');
  }

  /**
   * Drops what the model's retention rules say, as an update with source `optimizer`, which can be undone.
   * @example const { removed, bytesFreed } = await sync.optimizeState();
   */
  async optimizeState(): Promise<OptimizationResult> {
    await this.#atReady();
    return this.#jobs.run('optimization');
  }

  /**
   * The pointers of entries that nothing holds, by the model's rules `held`. @throws StateSyncError `not_ready`
   * @example sync.findOrphanedData(); // ['/memory/nodes/node-7']
   */
  findOrphanedData(): string[] {
    return this.#open().raw.findOrphanedData() as string[];
  }

  /**
   * Makes the indexes of the consistency rules anew, at once. @throws StateSyncError `not_ready`
   * @example sync.rebuildStateIndexes();
   */
  rebuildStateIndexes(): void {
    this.#open().raw.rebuildStateIndexes();
  }

  /**
   * Takes back the newest update that is not taken back yet, of a source if one is given. That is an update itself. One that has
   * lost a place to a newer update is passed over as long as that stands.
   * @returns false if there is none, or the result would be refused: then `status.lastRejection` says why
   * @throws StateSyncError `not_ready`
   * @example sync.undo({ source: 'editor' });
   */
  undo(filter?: { readonly source?: string }): boolean {
    this.#open();
    return applyAgain(this.#core, 'undo', filter?.source);
  }

  /**
   * Makes again what was taken back last, unless something new was done since. @returns whether it was
   * @example if (sync.undo()) sync.redo();
   */
  redo(): boolean {
    this.#open();
    return applyAgain(this.#core, 'redo');
  }

  /**
   * The latest updates, oldest first, up to `historyLimit`: the same array until there is another version. While a failed engine is
   * being replaced it is what was read last.
   * @example const { label, source, pointers } = sync.history().at(-1);
   */
  history(): readonly HistoryEntry[] {
    if (this.#core.phase !== 'recovering') this.#history = this.#open().history();
    return this.#history;
  }

  /** Whether there is something to undo. */
  get canUndo(): boolean {
    return this.#core.look((raw) => raw.canUndo, false);
  }

  /** Whether there is something to redo. */
  get canRedo(): boolean {
    return this.#core.look((raw) => raw.canRedo, false);
  }

  async #atReady(): Promise<void> {
    this.#core.mustBeOpen();
    await this.ready;
    this.#core.mustBeOpen();
  }

  /** @throws StateSyncError `closed`, `not_ready` */
  #open(): EnginePort {
    this.#core.mustBeOpen();
    const { port } = this.#core;
    if (!port) throw this.#core.notReady();
    return port;
  }

  /**
   * Registers a part of the application that has a life of its own: what it depends on, how it is doing, how it is started again
   * after an error. Safe at any time; the same name may be registered several times, and is gone when the last handle is.
   *
   * @throws StateSyncError `invalid_config` if components would depend on each other in a circle, `closed` after `close`
   *
   * @example
   * const memory = sync.registerComponent('MemoryStore', { restart: () => openMemory() });
   * await openMemory();
   * memory.setStatus('active');
   */
  registerComponent(name: string, hooks?: ComponentHooks): ComponentHandle {
    this.#core.mustBeOpen();
    return this.#components.register(name, hooks);
  }

  /** @internal What the panel of `holdfast/devtools` shows besides: who this is, and the components. */
  inspect(): { name: string; model: { name: string; version: number }; components: ReturnType<Components['infos']> } {
    const { name, model } = this.#options;
    return { name, model: { name: model.name, version: model.version }, components: this.#components.infos() };
  }

  /**
   * Hears events of one type, or of all with `'*'`, from now on, each once and in the order of their ids.
   * @example sync.on('storage_error', ({ data }) => warn(data.message));
   */
  on<E extends EventType>(type: E | '*', handler: (event: SyncEvent<E>) => void): Unsubscribe {
    this.#core.mustBeOpen();
    return this.#core.events.on(type, handler as (event: SyncEvent) => void);
  }

  /**
   * The newest events, oldest first: `eventHistoryLimit` of them, of which the unimportant go first. The same event is
   * the same object each time. A `state_updated` that nobody heard may lack its pointers, and is `truncated`, when there are more
   * than 250 updates a second.
   *
   * @example sync.eventHistory({ minPriority: 'high', limit: 10 });
   */
  eventHistory<E extends EventType = EventType>(filter: EventFilter<E> = {}): SyncEvent<E>[] {
    this.#core.mustBeOpen();
    return this.#core.events.history(filter) as SyncEvent<E>[];
  }

  /**
   * Makes a backup of everything accepted so far. Only what is not stored yet is written, and it is read back before the promise
   * resolves. Backups are also made by themselves: see `backupInterval` and `backupRetention`.
   *
   * @throws StateSyncError when storage cannot take it
   * @example const { id } = await sync.createStateBackup('before the import');
   */
  async createStateBackup(label?: string): Promise<BackupInfo> {
    await this.#atReady();
    return this.#backups.create(label);
  }

  /**
   * The backups, newest first.
   * @example const [newest] = await sync.listBackups();
   */
  async listBackups(): Promise<BackupInfo[]> {
    await this.#atReady();
    return this.#backups.list();
  }

  /** @internal The same as they were when somebody last looked, which happens after every backup; the same array until then. */
  readBackups(): readonly BackupInfo[] {
    return this.#core.backups;
  }

  /**
   * Brings back a backup, a version, a time, single slices, or what leads to the newest state; the result is validated. What was there
   * before is kept as a backup, so that a recovery can be taken back.
   *
   * @returns `success: false` with the reason if there is nothing to recover from; the state is then as it was
   * @example await sync.recoverState({ backup: id });
   */
  async recoverState(options?: RecoverOptions): Promise<StateRecoveryResult> {
    await this.#atReady();
    return this.#backups.recover(options);
  }

  /**
   * The state as a file, which `importState` reads, also in another browser.
   * @example link.href = URL.createObjectURL(await sync.exportState());
   */
  async exportState(): Promise<Blob> {
    await this.#atReady();
    return this.#backups.export();
  }

  /**
   * Puts the state in a file in the place of the present one, as an update that is validated: what `exportState` has written, or
   * JSON text, in which objects become `Map`s where the schema says so.
   *
   * @throws StateSyncError `unreadable_data` if it is neither
   * @example const { accepted, issues } = await sync.importState(input.files[0]);
   */
  async importState(file: Blob | string): Promise<UpdateReceipt> {
    await this.#atReady();
    return this.#backups.import(file);
  }

  /**
   * What the instance has done and what it takes.
   * @example
   * const { operations, memory } = sync.getStateSyncStats();
   * console.log(operations.update.p95Ms, memory.stateBytes);
   */
  getStateSyncStats(): StateSyncStats {
    this.#core.mustBeOpen();
    return this.readStats();
  }

  /** @internal The same, after `close` too: a component that renders then must not throw. */
  readStats(): StateSyncStats {
    const { statistics, events, memory, port, status, config, tabs, backups } = this.#core;
    void statistics.measureStorage();
    const bytes = memory?.buffer.byteLength;
    return statistics.read(status.current, config, events.counts(), port?.raw, backups, bytes, tabs.malformed);
  }

  /** @internal What they are before there are any: as `firstStatus`. */
  firstStats(): StateSyncStats {
    return new Statistics().read(this.firstStatus, this.#core.config, {}, undefined, []);
  }

  /**
   * The options in force.
   * @example sync.getConfig().backupInterval; // 60000
   */
  getConfig(): StateSyncConfig {
    this.#core.mustBeOpen();
    return this.#core.config;
  }

  /**
   * Changes options at once, all or none. @throws StateSyncError `invalid_config`
   * @example sync.updateSyncConfig({ backupInterval: 300_000, consistencyCheckInterval: 0 });
   */
  updateSyncConfig(config: Partial<StateSyncConfig>): void {
    this.#core.mustBeOpen();
    const core = this.#core;
    core.mustEnd();
    if (core.phase === 'recovering') throw core.notReady();
    const forEngine = core.options.forEngine(config);
    translate(() => core.port?.raw.updateSyncConfig(forEngine));
    core.options.change(config);
    core.events.limit = core.config.eventHistoryLimit;
    if (config.enableRealTimeUpdates) core.subscriptions.run();
    core.emit('config_updated', DEFAULT_SOURCE, { changed: Object.keys(config) });
    core.status.changed();
  }

  /**
   * Saves what is pending, then stops everything. Readers and unsubscribing still work; the rest fails with `closed`.
   * @example await sync.close();
   */
  async close(): Promise<void> {
    const core = this.#core;
    // What was accepted is not given up.
    if (core.phase === 'recovering') await this.flush().catch(() => {});
    if (core.isClosed) return;
    const saved = core.port ? core.restarts.ask((raw) => raw.flush()).catch(() => {}) : undefined;
    if (core.phase === 'loading') this.failure = closed();
    core.phase = 'closed';
    this.#onClose();
    this.#components.close();
    core.subscriptions.clear();
    core.events.clear();
    core.early.settle(closed());
    await saved;
    this.#mirror.close();
    core.tabs.close();
    core.leave();
    core.look((raw) => raw.close(), undefined);
    core.restarts.settle(closed());
    core.status.changed();
    core.status.clear();
  }

  /**
   * The same as `close`, for `await using`.
   * @example await using sync = createStateSync({ name: 'notes', model });
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(failure?: EngineFailure): Promise<void> {
    // Listeners and updates of the same turn come first; and a server that never reads does no work.
    await Promise.resolve();
    const { name, model } = this.#options;
    const core = this.#core;
    const first = () => this.#first();
    const failed = (failure: EngineFailure) => this.#restart(failure);
    try {
      const setting = { name, model, wasm: this.#wasm, jobs: this.#jobs, backups: this.#backups, mirror: this.#mirror };
      await core.restarts.run(
        (isAgain) => load(core, { ...setting, first, failed, isAgain }),
        (port, tell) => this.#becomeReady(port, tell),
        failure,
      );
    } catch (error) {
      if (!core.isClosed) core.phase = 'error';
      this.failure = error as StateSyncError;
      core.leave();
      core.status.changed();
      core.early.settle(core.notReady());
      core.restarts.settle(core.isClosed ? closed() : translateError(error));
      throw error;
    }
  }

  /** The engine has failed. */
  #restart(failure: EngineFailure): void {
    const core = this.#core;
    if (core.isClosed) core.restarts.settle(closed());
    else if (!core.restarts.isRunning) {
      core.subscriptions.detach();
      core.status.changed();
      // `status` says how it goes.
      this.#start(failure).catch(() => {});
    }
  }

  /** The state that a new database begins with. */
  #first(): Uint8Array | Unsupported {
    const { model } = this.#options;
    // Let go of when it was needed once: the engine may have failed before it was stored.
    const initial = this.#initial ?? model.initial();
    const first = model.created(initial);
    return first === initial ? (this.#body ?? encoded(initial)) : encoded(first);
  }

  #becomeReady(port: EnginePort, tell: () => void): void {
    const core = this.#core;
    const { health, reader } = core;
    const isAgain = core.phase === 'recovering';
    core.port = port;
    core.phase = 'ready';
    core.version = port.raw.version;
    this.#initial = undefined;
    this.#body = undefined;
    reader.attach(port);
    core.status.changed();
    if (health.degraded && health.lastError) core.emit('storage_degraded', 'engine', health.lastError);
    core.subscriptions.attach({ port, reader, watches: new Watches() });
    this.#mirror.begin(port.raw);
    tell();
    this.#components.ready(isAgain);
    core.early.settle();
    void core.statistics.measureStorage();
    port.raw.lead(core.tabs.isLeader);
    if (!isAgain) {
      core.tabs.onLeader(() => core.look((raw) => raw.lead(true), undefined));
      core.tabs.open(tabsPort(core), !health.isMemory);
    }
    // For the statistics, and when there was last a backup.
    this.#backups
      .list()
      .then(([newest]) => (core.lastBackupAt ??= newest?.time ?? null))
      .catch(() => {});
  }
}
