/** The class that applications work with: what it promises is said here, and done by its parts. */
// For `Symbol.asyncDispose` in the declarations, wherever they are read.
/// <reference lib="esnext.disposable" preserve="true" />

import { applyAgain, applyMerge, applyPatch, DEFAULT_SOURCE } from './apply.js';
import { Backups } from './backups.js';
import { Components } from './components/components.js';
import { componentPort } from './components/port.js';
import type { ComponentHandle, ComponentHooks } from './components/types.js';
import { configure } from './configure.js';
import { Core, type Medium } from './core.js';
import { patchOf } from './draft.js';
import type { DefaultSource, WasmSource } from './engine/wasm.js';
import type { StateSyncError } from './errors.js';
import { type EventFilter, type EventType, PRIORITIES, RANKS, type SyncEvent } from './events/types.js';
import { Initial } from './initial.js';
import { Jobs } from './jobs.js';
import { Life } from './life.js';
import { isObject } from './model/check.js';
import type { Model } from './model/types.js';
import { isText, must, mustCall } from './must.js';
import { parsePointer } from './pointer.js';
import { inQueue, queueMerge } from './queue.js';
import { child } from './snapshot/reader.js';
import { Statistics } from './stats/statistics.js';
import type { StorageKind } from './storage-health.js';
import type { SubscribeOptions } from './subscriptions.js';
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
  /** @internal As it was before anything was loaded: what a server shows, and a browser until the page is its own. */
  readonly firstStatus: SyncStatus;
  readonly #options: StateSyncOptions<S>;
  readonly #core: Core;
  readonly #initial: Initial<S>;
  readonly #components: Components;
  readonly #backups: Backups;
  readonly #jobs: Jobs;
  readonly #life: Life;
  #history: readonly HistoryEntry[] = [];

  /** @internal Use `createStateSync`. */
  constructor(options: StateSyncOptions<S>, source: DefaultSource, onClose: () => void, medium?: Medium) {
    const { name, model, storage, config, wasm = source } = options;
    const core = new Core(name, storage, config, medium);
    // Of a slice that lies deeper, the member of the state that it lies in: nothing newer is lost by that.
    const recover = (_name: string, slice: string) => this.recoverState({ slices: [slice.split('/', 2).join('/')] });
    const components = new Components(componentPort(core, model.components, recover));
    const backups = new Backups(core, model, () => components.states());
    const jobs = new Jobs(core, model.retention);
    const initial = new Initial(model);
    this.#options = options;
    this.#core = core;
    this.#initial = initial;
    this.#components = components;
    this.#backups = backups;
    this.#jobs = jobs;
    this.firstStatus = this.status;
    this.#life = new Life({ name, model, wasm, core, initial, components, backups, jobs, onClose });
    this.ready = this.#life.ready;
  }

  /** @internal Why there is no state, now or any more. */
  get failure(): StateSyncError | undefined {
    return this.#core.failure;
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
    return (this.#core.reader.isAttached ? this.#core.reader.state() : this.#initial.state) as S;
  }

  /** @internal The initial state, also when there is another: as `firstStatus`. */
  firstState(): S {
    return this.#initial.always();
  }

  /**
   * One value by RFC 6901 pointer, without materialising the rest; `undefined` if there is none.
   * @example sync.get('/memory/nodes/node-1/metadata/confidence')
   */
  get(pointer: string): unknown {
    const path = parsePointer(pointer);
    if (this.#core.reader.isAttached) return this.#core.reader.at(path);
    return path.reduce<unknown>(child, this.#initial.state);
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
    for (const call of [first, listener ?? first, options?.equality ?? first]) mustCall(call);
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
    must(isObject(options), 'an object as options', options);
    this.#core.open();
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
    const saved = queueMerge(this.#core, updates, { source });
    // Nobody has to look.
    saved.catch(() => {});
    return saved;
  }

  /** @internal As soon as there is a state, in the order of the calls. */
  inQueue(run: () => Promise<boolean>): Promise<boolean> {
    return inQueue(this.#core, run);
  }

  /**
   * Everything pending notified and on disk.
   * @example await sync.flush(); // before the page sends its user somewhere else
   */
  flush(): Promise<void> {
    return this.#life.flush();
  }

  /**
   * Calls the listener when `status` is another object.
   * @example sync.subscribeStatus(() => showPending(sync.status.pending));
   */
  subscribeStatus(listener: () => void): Unsubscribe {
    this.#core.mustBeOpen();
    mustCall(listener);
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
    return this.#core.open().raw.findOrphanedData() as string[];
  }

  /**
   * Makes the indexes of the consistency rules anew, at once. @throws StateSyncError `not_ready`
   * @example sync.rebuildStateIndexes();
   */
  rebuildStateIndexes(): void {
    this.#core.open().raw.rebuildStateIndexes();
  }

  /**
   * Takes back the newest update that is not taken back yet, of a source if one is given. That is an update itself. One that has
   * lost a place to a newer update is passed over as long as that stands.
   * @returns false if there is none, or the result would be refused: then `status.lastRejection` says why
   * @throws StateSyncError `not_ready`
   * @example sync.undo({ source: 'editor' });
   */
  undo(filter: { readonly source?: string } = {}): boolean {
    must(isObject(filter), 'an object as filter', filter);
    this.#core.open();
    return applyAgain(this.#core, 'undo', filter.source);
  }

  /**
   * Makes again what was taken back last, unless something new was done since. @returns whether it was
   * @example if (sync.undo()) sync.redo();
   */
  redo(): boolean {
    this.#core.open();
    return applyAgain(this.#core, 'redo');
  }

  /**
   * The latest updates, oldest first, up to `historyLimit`, in an array of the caller's own. While a failed engine is being replaced it
   * is what was read last.
   * @example const { label, source, pointers } = sync.history().at(-1);
   */
  history(): HistoryEntry[] {
    return [...this.readHistory()];
  }

  /** @internal The same for hooks: the same array until there is another version. */
  readHistory(): readonly HistoryEntry[] {
    if (this.#core.phase !== 'recovering') this.#history = this.#core.open().history();
    return this.#history;
  }

  /** Whether there is something to undo; not after `close`. */
  get canUndo(): boolean {
    return !this.#core.over && this.#core.look((raw) => raw.canUndo, false);
  }

  /** Whether there is something to redo; not after `close`. */
  get canRedo(): boolean {
    return !this.#core.over && this.#core.look((raw) => raw.canRedo, false);
  }

  async #atReady(): Promise<void> {
    this.#core.mustBeOpen();
    await this.ready;
    this.#core.mustBeOpen();
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
    mustBeType(type);
    mustCall(handler);
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
    must(isObject(filter), 'an object as filter', filter);
    const { type = '*', minPriority = 'low' } = filter;
    mustBeType(type);
    must(PRIORITIES.includes(minPriority), 'a priority as minPriority', minPriority);
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
    must(isText(label), 'text as label', label);
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
   * before is kept as a backup, so that a recovery can be taken back. What is accepted after the call is made again on what was found,
   * and is durable when the recovery is over.
   *
   * What an earlier version of the model has left is migrated first.
   *
   * @returns `success: false` with the reason if not all of it can be brought back; the state is then as it was
   * @example await sync.recoverState({ backup: id });
   */
  async recoverState(options?: RecoverOptions): Promise<StateRecoveryResult> {
    // An update in the caller's next line comes after it: no turn goes by.
    if (!this.#core.port) await this.#atReady();
    this.#core.mustBeOpen();
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
   * JSON text, in which objects become `Map`s where the schema says so. A file of an earlier version of the model is migrated first;
   * what is accepted meanwhile is made again on it. JSON is taken as a state of the present version.
   *
   * @throws StateSyncError `unreadable_data` if it is neither; `newer_data` if it is of a later version of the model; `invalid_model` if a
   *   migration fails
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
    configure(this.#core, config);
  }

  /**
   * Saves what is pending, then stops everything. Readers and unsubscribing still work; the rest fails with `closed`.
   * @example await sync.close();
   */
  close(): Promise<void> {
    return this.#life.close();
  }

  /**
   * The same as `close`, for `await using`.
   * @example await using sync = createStateSync({ name: 'notes', model });
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function mustBeType(type: string): void {
  must(type === '*' || Object.hasOwn(RANKS, type), 'a type of event', type);
}
