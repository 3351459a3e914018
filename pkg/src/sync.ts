/** The class that applications work with: typing, lazy loading, snapshots and notification around the engine. */

import { DEFAULTS } from './config.js';
import { patchOf } from './draft.js';
import { closed, translate, translated, translateError } from './engine/errors.js';
import { type Answer, EnginePort, MERGE, PATCH } from './engine/port.js';
import { loadEngine, type WasmSource } from './engine/wasm.js';
import { StateSyncError, type StateSyncErrorCode } from './errors.js';
import { Events, type EventType, isolate, type SyncEvent } from './events.js';
import type { Model } from './model/types.js';
import { Operation } from './operation.js';
import { parsePointer } from './pointer.js';
import { Accepted } from './receipt.js';
import { child, Reader } from './snapshot/reader.js';
import { Watches } from './snapshot/tracker.js';
import { type SubscribeOptions, Subscriptions } from './subscriptions.js';
import { decoded, encoded, encodePatch, issueOf } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';
import type {
  Change,
  DeepPartial,
  Durability,
  PatchOperation,
  Rejection,
  StateSyncConfig,
  StateSyncStats,
  StateValidationResult,
  SyncStatus,
  Unsubscribe,
  UpdateOptions,
  UpdateReceipt,
} from './types.js';
import { validationResult } from './validation.js';

/** What an instance is made from. */
export interface StateSyncOptions<S> {
  /** Names the database; one instance per name and page. */
  readonly name: string;
  readonly model: Model<S>;
  /** Options that differ from the defaults. */
  readonly config?: Partial<StateSyncConfig>;
  /** `memory` keeps the state as long as the page; the default is `indexeddb`. */
  readonly storage?: 'indexeddb' | 'memory';
  /** Where the engine's WebAssembly comes from, if not from beside this module. */
  readonly wasm?: WasmSource;
}

const MAX_POINTERS = 1000;
const DEFAULT_SOURCE = 'application';

/**
 * A validated, versioned, durable state. Made by `createStateSync`.
 *
 * @example
 * const sync = createStateSync({ name: 'notes', model });
 * await sync.ready;
 * const { durable } = sync.update({ notes: { today: 'Buy milk' } });
 * await durable; // true: it survives a power cut
 */
export class StateSync<S> {
  /** Resolves when the state is loaded; rejects with a {@link StateSyncError}. */
  readonly ready: Promise<void>;
  readonly #options: StateSyncOptions<S>;
  /** The initial state, until there is another. */
  #initial: S | undefined;
  /** The same in bytes, or why that cannot be. */
  #body: Uint8Array | Unsupported | undefined;
  readonly #reader = new Reader();
  readonly #events = new Events();
  readonly #subscriptions = new Subscriptions();
  readonly #statusListeners = new Set<{ notify: () => void }>();
  readonly #updates = new Operation();
  readonly #validations = new Operation();
  readonly #onClose: () => void;
  /** Updates asked for before the state was there, in order. */
  #early: (() => void)[] = [];
  #port: EnginePort | undefined;
  #memory: WebAssembly.Memory | undefined;
  #config: Partial<StateSyncConfig>;
  #status: SyncStatus | undefined;
  #phase: 'loading' | 'ready' | 'error' | 'closed' = 'loading';
  #lastRejection: Rejection | null = null;
  #lastError: SyncStatus['lastError'] = null;
  #usage: { usage?: number; quota?: number } = {};

  /** @internal Use `createStateSync`. */
  constructor(options: StateSyncOptions<S>, onClose: () => void) {
    this.#options = options;
    this.#onClose = onClose;
    this.#config = { ...options.config };
    const initial = options.model.initial();
    this.#body = encoded(initial);
    this.#initial = (this.#body instanceof Unsupported ? initial : decoded(this.#body)) as S;
    this.ready = this.#start();
    // Whoever does not wait for it learns of the failure from `status`.
    this.ready.catch(() => {});
  }

  /** Where the instance stands: the same object until something changes. */
  get status(): SyncStatus {
    this.#status ??= this.#readStatus();
    return this.#status;
  }

  /** The state, deeply frozen: the same part is the same object until it changes. Before `ready` the initial state. */
  getState(): S {
    return (this.#port ? this.#reader.state() : this.#initial) as S;
  }

  /**
   * One value by RFC 6901 pointer, without materialising the rest; `undefined` if there is none.
   * @example sync.get('/memory/nodes/node-1/metadata/confidence')
   */
  get(pointer: string): unknown {
    const path = parsePointer(pointer);
    if (this.#port) return this.#reader.at(path);
    return path.reduce<unknown>(child, this.#initial);
  }

  /** Calls the listener after every change. */
  subscribe(listener: () => void): Unsubscribe;
  /**
   * Calls the listener when what the selector returns has changed. The selector runs only when a path that it read has
   * changed; to return fresh objects give an `equality`.
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
    this.#mustBeOpen();
    if (!listener) return this.#subscriptions.add(first as () => void);
    return this.#subscriptions.select(first as (state: S) => T, listener, () => this.getState(), options);
  }

  /**
   * Changes the state: validated and visible to every reader when it returns.
   *
   * @param change a deep partial (RFC 7396; `null` deletes where the schema does not allow `null`), a patch (RFC 6902),
   *   or a recipe that changes a draft
   * @throws StateSyncError `not_ready` before `ready`, `closed` after `close`, `update_loop` from listeners that never
   *   stop; never for bad data
   */
  update(change: Change<S>, options: UpdateOptions = {}): UpdateReceipt {
    this.#mustBeOpen();
    const port = this.#port;
    if (!port)
      throw this.#phase === 'error'
        ? new StateSyncError('not_ready', `The state could not be loaded: ${this.#lastError?.message}`)
        : new StateSyncError('not_ready', 'The state is not loaded yet: await sync.ready first, or use updateState.');
    if (typeof change === 'function') {
      return this.#apply(PATCH, options, () =>
        encodePatch(port, patchOf(this.getState(), change as (draft: S) => void)),
      );
    }
    return Array.isArray(change)
      ? this.#apply(PATCH, options, () => encodePatch(port, change as PatchOperation[]))
      : this.#apply(MERGE, options, () => port.encode(change));
  }

  /**
   * The queue: safe at any time, also before `ready`; updates apply in the order of the calls.
   * @returns `true` once on disk, `false` if refused: the reasons are in `status.lastRejection`
   */
  updateState(updates: DeepPartial<S>, source: string = DEFAULT_SOURCE): Promise<boolean> {
    if (this.#phase === 'closed') return Promise.reject(closed());
    if (this.#phase === 'error')
      return Promise.reject(
        new StateSyncError('not_ready', `The state could not be loaded: ${this.#lastError?.message}`),
      );
    const port = this.#port;
    if (!port) return this.#later(updates, source);
    try {
      return this.#apply(MERGE, { source }, () => port.encode(updates)).durable;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Encodes now, since the caller may change the object, and applies when the state is there. */
  #later(updates: DeepPartial<S>, source: string): Promise<boolean> {
    const body = encoded(updates);
    return new Promise((resolve, reject) => {
      this.#early.push(() => {
        if (this.#phase === 'closed') reject(closed());
        else if (!this.#port) reject(new StateSyncError('not_ready', 'The state could not be loaded.'));
        else
          resolve(
            this.#apply(MERGE, { source }, () => {
              if (body instanceof Unsupported) throw body;
              return body;
            }).durable,
          );
      });
    });
  }

  /** Everything pending notified and on disk. */
  async flush(): Promise<void> {
    this.#mustBeOpen();
    await this.ready;
    this.#subscriptions.run();
    await translated((this.#port as EnginePort).raw.flush());
  }

  /** Calls the listener when `status` is another object. */
  subscribeStatus(listener: () => void): Unsubscribe {
    this.#mustBeOpen();
    const entry = { notify: listener };
    this.#statusListeners.add(entry);
    return () => this.#statusListeners.delete(entry);
  }

  /** Validates the whole state. */
  async validateState(): Promise<StateValidationResult> {
    this.#mustBeOpen();
    await this.ready;
    const port = this.#port as EnginePort;
    const started = performance.now();
    const { issues, issueCount } = port.validate();
    const durationMs = performance.now() - started;
    this.#validations.done(durationMs, false);
    const result = validationResult(
      issues,
      issueCount,
      port.raw.stateBytes,
      this.#fullConfig().warnStateSize,
      durationMs,
    );
    const { isValid } = result;
    this.#events.emit('state_validated', 'engine', port.raw.version, { isValid, issueCount, durationMs });
    return result;
  }

  /** Hears events of one type, or of all with `'*'`. */
  on<E extends EventType>(type: E | '*', handler: (event: SyncEvent<E>) => void): Unsubscribe {
    this.#mustBeOpen();
    return this.#events.on(type, handler as (event: SyncEvent) => void);
  }

  /** What the instance has done and what it takes. */
  getStateSyncStats(): StateSyncStats {
    this.#mustBeOpen();
    const { status } = this;
    const raw = this.#port?.raw;
    void this.#measureStorage();
    const operations = { update: this.#updates.stats(), validate: this.#validations.stats() };
    const all = Object.values(operations);
    const count = all.reduce((sum, { count }) => sum + count, 0);
    return {
      version: status.version,
      lastBackup: status.lastBackupAt,
      lastValidation: this.#validations.lastAt,
      pendingUpdates: status.pending,
      syncInProgress: status.pending > 0,
      syncStatus: status.phase,
      config: this.getConfig(),
      operations,
      errorRate: count === 0 ? 0 : all.reduce((sum, { errors }) => sum + errors, 0) / count,
      memory: { wasmBytes: this.#memory?.buffer.byteLength ?? 0, stateBytes: raw?.stateBytes ?? 0 },
      storage: {
        usageBytes: this.#usage.usage ?? null,
        quotaBytes: this.#usage.quota ?? null,
        journalBytes: raw?.journalBytes ?? 0,
      },
      tabs: status.tabs,
    };
  }

  /** The options in force. */
  getConfig(): StateSyncConfig {
    this.#mustBeOpen();
    return this.#fullConfig();
  }

  /** Changes options at once, all or none. @throws StateSyncError `invalid_config` */
  updateSyncConfig(config: Partial<StateSyncConfig>): void {
    this.#mustBeOpen();
    if (this.#port) translate(() => this.#port?.raw.updateSyncConfig(config));
    this.#config = { ...this.#config, ...config };
    if (config.enableRealTimeUpdates) this.#subscriptions.run();
    this.#events.emit('config_updated', DEFAULT_SOURCE, this.status.version, { changed: Object.keys(config) });
    this.#statusChanged();
  }

  /** Saves what is pending, then stops everything. Readers and unsubscribing still work; the rest fails with `closed`. */
  async close(): Promise<void> {
    if (this.#phase === 'closed') return;
    const raw = this.#port?.raw;
    const saved = raw ? Promise.resolve(raw.flush()).catch(() => {}) : undefined;
    this.#phase = 'closed';
    this.#onClose();
    this.#subscriptions.clear();
    this.#events.clear();
    this.#runEarly();
    await saved;
    raw?.close();
    this.#statusChanged();
    this.#statusListeners.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<void> {
    // Listeners and updates of the same turn come first; and a server that never reads does no work.
    await Promise.resolve();
    try {
      await this.#load();
    } catch (error) {
      const { code, message } = translateError(error);
      if (this.#phase !== 'closed') this.#phase = 'error';
      this.#lastError = this.#lastError ?? { code, message };
      this.#statusChanged();
      this.#runEarly();
      throw this.#lastError.code === code
        ? translateError(error)
        : new StateSyncError(this.#lastError.code as StateSyncErrorCode, this.#lastError.message, { cause: error });
    }
  }

  async #load(): Promise<void> {
    const { name, model, wasm } = this.#options;
    const loaded = await loadEngine(wasm);
    if (this.#phase === 'closed') throw closed();
    const storage = this.#storage();
    const { schema, version } = model;
    const raw = translate(
      () => new loaded.Engine({ name, storage, config: this.#config, model: { name: model.name, version, schema } }),
    );
    raw.listen((event: string, code: string, message: string) => this.#heard(event, code, message));
    await translated(raw.load(this.#encodeFirst()));
    if (this.#isClosed()) {
      raw.close();
      throw closed();
    }
    this.#memory = loaded.memory;
    this.#becomeReady(new EnginePort(loaded, raw, this.#reader.reference));
  }

  /** The state that a new database begins with. */
  #encodeFirst(): Uint8Array {
    let body = this.#body as Uint8Array | Unsupported;
    if (!(body instanceof Unsupported)) {
      const first = this.#options.model.created(this.#initial as S);
      if (first !== this.#initial) body = encoded(first);
    }
    if (!(body instanceof Unsupported)) return body;
    const { pointer, message } = body;
    throw new StateSyncError('invalid_model', `The initial state at '${pointer}': ${message}`, {
      pointer,
      cause: body,
    });
  }

  #storage(): 'indexeddb' | 'memory' {
    const wanted = this.#options.storage ?? 'indexeddb';
    if (wanted === 'memory' || typeof indexedDB !== 'undefined') return wanted;
    const message = 'There is no IndexedDB here: the state lasts only as long as this page or process.';
    if (this.#config.requireDurable) throw new StateSyncError('storage_unavailable', message);
    this.#lastError = { code: 'storage_unavailable', message };
    this.#degraded = true;
    return 'memory';
  }

  #degraded = false;

  #becomeReady(port: EnginePort): void {
    this.#port = port;
    this.#phase = 'ready';
    this.#initial = undefined;
    this.#body = undefined;
    this.#reader.attach(port);
    this.#statusChanged();
    if (this.#degraded && this.#lastError)
      this.#events.emit('storage_degraded', 'engine', port.raw.version, this.#lastError);
    this.#subscriptions.attach({ port, reader: this.#reader, watches: new Watches() });
    this.#runEarly();
    void this.#measureStorage();
  }

  #runEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const apply of early) apply();
  }

  /** What the engine tells about storage. */
  #heard(event: string, code: string, message: string): void {
    if (event !== 'durable') {
      this.#lastError = { code, message };
      this.#events.emit('storage_error', 'engine', this.status.version, { code, message });
    } else if (!this.#degraded && this.#lastError?.code !== 'unreadable_data') {
      this.#lastError = null;
    }
    this.#statusChanged();
  }

  /** Applies what `encode` returns. */
  #apply(form: 0 | 1, options: UpdateOptions, encode: () => Uint8Array): UpdateReceipt {
    const port = this.#port as EnginePort;
    const { source = DEFAULT_SOURCE, label, durability } = options;
    this.#subscriptions.mustEnd();
    const started = performance.now();
    let answer: Answer;
    try {
      answer = port.update(form, encode(), source, label, durability);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      answer = { accepted: false, issueCount: 1, issues: [issueOf(error)] };
    }
    this.#updates.done(performance.now() - started, !answer.accepted);
    if (!answer.accepted) return this.#reject(answer, source);
    const receipt = new Accepted(port.raw, answer.version);
    if (answer.changed) {
      this.#subscriptions.changed(answer.hits);
      if (this.#events.heard('state_updated')) this.#emitUpdated(port, source, answer.version);
      if (this.#config.enableRealTimeUpdates !== false) this.#subscriptions.run();
      this.#statusChanged();
    }
    return receipt;
  }

  #reject(answer: Answer & { accepted: false }, source: string): UpdateReceipt {
    const { issues, issueCount } = answer;
    this.#lastRejection = Object.freeze({ source, timestamp: Date.now(), issues, issueCount });
    const version = (this.#port as EnginePort).raw.version;
    this.#events.emit('state_update_rejected', source, version, { source, issues, issueCount });
    this.#statusChanged();
    return { accepted: false, version, issues, durable: Promise.resolve(false) };
  }

  #emitUpdated(port: EnginePort, source: string, version: number): void {
    const { pointers, count } = port.changedPointers(MAX_POINTERS);
    const changes = [...new Set(pointers.map((pointer) => parsePointer(pointer)[0] ?? ''))];
    const truncated = count > MAX_POINTERS ? { truncated: true } : {};
    const data = { source, changes, pointers, version, timestamp: Date.now(), ...truncated };
    this.#events.emit('state_updated', source, version, data);
  }

  #readStatus(): SyncStatus {
    const raw = this.#port?.raw;
    const pending = (raw?.pending ?? 0) + this.#early.length;
    const syncing = this.#phase === 'ready' && pending > 0;
    const memory = this.#degraded || this.#options.storage === 'memory';
    return Object.freeze({
      phase: syncing ? 'syncing' : this.#phase,
      durability: memory ? 'memory' : ((this.#config.durability ?? 'strict') as Durability),
      pending,
      version: raw?.version ?? 0,
      lastSavedAt: raw?.savedAt ?? null,
      lastBackupAt: null,
      lastRejection: this.#lastRejection,
      lastError: this.#lastError,
      tabs: 1,
    });
  }

  #statusChanged(): void {
    this.#status = undefined;
    if (this.#statusListeners.size === 0) return;
    for (const entry of [...this.#statusListeners]) if (this.#statusListeners.has(entry)) isolate(entry.notify);
  }

  #fullConfig(): StateSyncConfig {
    return { ...DEFAULTS, ...(this.#port?.raw.getConfig() ?? this.#config) };
  }

  async #measureStorage(): Promise<void> {
    this.#usage = (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined)) ?? this.#usage;
  }

  #isClosed(): boolean {
    return this.#phase === 'closed';
  }

  #mustBeOpen(): void {
    if (this.#isClosed()) throw closed();
  }
}
