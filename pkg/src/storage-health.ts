/** What is known of the storage: which one it is, and what was last wrong with it. */
import { StateSyncError } from './errors.js';
import type { SyncStatus } from './types.js';

/** Where a state is kept: in the browser's database, or in memory as long as the page lasts. */
export type StorageKind = 'indexeddb' | 'memory';

export class StorageHealth {
  lastError: SyncStatus['lastError'] = null;
  /** It is something less than what was asked for. */
  degraded = false;
  readonly #wanted: StorageKind;
  #hasAsked = false;

  constructor(wanted: StorageKind = 'indexeddb') {
    this.#wanted = wanted;
  }

  get isMemory(): boolean {
    return this.degraded || this.#wanted === 'memory';
  }

  /**
   * The storage to use: memory if there is no other and that will do.
   * @throws StateSyncError `storage_unavailable`
   */
  choose(requireDurable = false): StorageKind {
    if (this.isMemory) return 'memory';
    // Only looked for: some browsers throw where a page may not use it, and the engine knows what that is.
    if (!('indexedDB' in globalThis)) {
      const reason = 'There is no IndexedDB here';
      if (requireDurable) throw new StateSyncError('storage_unavailable', `${reason}, and requireDurable is true.`);
      this.degrade(reason);
    }
    return this.degraded ? 'memory' : this.#wanted;
  }

  /** There is no storage: memory will do. */
  degrade(reason: string): void {
    const message = `${reason}: the state lasts only as long as this page or process.`;
    this.lastError = { code: 'storage_unavailable', message };
    this.degraded = true;
  }

  /** Something was written. What cannot be mended stays worth knowing. */
  durable(): void {
    const code = this.lastError?.code;
    if (!this.degraded && code !== 'unreadable_data' && code !== 'data_lost') this.lastError = null;
    if (!this.isMemory) this.#askToKeep();
  }

  /**
   * Asks the browser not to evict what is stored: once, after something was saved by a user who has done something on the page, for
   * some browsers ask back (Storage Standard, `persist()`).
   */
  #askToKeep(): void {
    if (this.#hasAsked || typeof navigator === 'undefined' || !navigator.userActivation?.hasBeenActive) return;
    this.#hasAsked = true;
    // Whatever the answer is, the state is kept as well as it can be.
    navigator.storage?.persist?.().catch(() => {});
  }
}
