/** The status of one instance: the same object until something in it may have changed, and who wants to know of that. */
import { isolate } from './isolate.js';
import type { SyncStatus, Unsubscribe } from './types.js';

export class Status {
  readonly #read: () => SyncStatus;
  readonly #listeners = new Set<{ notify: () => void }>();
  #status: SyncStatus | undefined;

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

  changed(): void {
    this.outdated();
    if (this.#listeners.size > 0)
      for (const entry of [...this.#listeners]) if (this.#listeners.has(entry)) isolate(entry.notify);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
