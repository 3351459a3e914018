/** The status of one instance: the same object until something in it may have changed, and who wants to know of that. */
import { isolate } from './isolate.js';
import { MAX_ROUNDS } from './loop.js';
import type { SyncStatus, Unsubscribe } from './types.js';

export class Status {
  readonly #read: () => SyncStatus;
  readonly #listeners = new Set<{ notify: () => void }>();
  #status: SyncStatus | undefined;
  /** How many times in a row listeners have changed what they hear of; 0 if none is being told. */
  rounds = 0;
  #again = false;

  constructor(read: () => SyncStatus) {
    this.#read = read;
  }

  get current(): SyncStatus {
    this.#status ??= Object.freeze(this.#read());
    return this.#status;
  }

  subscribe(notify: () => void): Unsubscribe {
    // An object of its own: the same function may be registered twice.
    const entry = { notify };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Something in it is different: who reads it from now on finds that, though nobody is told yet. */
  outdated(): void {
    this.#status = undefined;
  }

  /** Tells everybody; what a listener changes, when all have heard of what was before. */
  changed(): void {
    this.outdated();
    this.#again = this.#listeners.size > 0;
    if (this.rounds > 0) return;
    // An update that comes too late is refused; what else changes it may not go on for ever either.
    while (this.#again && this.rounds++ <= MAX_ROUNDS) {
      this.#again = false;
      for (const entry of [...this.#listeners]) if (this.#listeners.has(entry)) isolate(entry.notify);
    }
    this.rounds = 0;
  }

  clear(): void {
    this.#listeners.clear();
  }
}
