/** Updates that were asked for before the state was there, in the order of the calls. */
import { StateSyncError } from './errors.js';

/** Why nothing is done: the state could not be loaded. */
export function notLoaded(cause: StateSyncError): StateSyncError {
  return new StateSyncError('not_ready', `The state could not be loaded: ${cause.message}`, { cause });
}

export class Early {
  #waiting: ((error?: StateSyncError) => void)[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves as what `apply` returns when it is its turn.
   * @throws StateSyncError `queue_full` (as a rejection) when `limit` are waiting
   */
  add(apply: () => Promise<boolean>, limit: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.size >= limit)
        throw new StateSyncError(
          'queue_full',
          `${limit} updates wait for the state to be loaded: await ready, or raise queueLimit.`,
        );
      this.#waiting.push((error) => (error ? reject(error) : resolve((async () => apply())())));
    });
  }

  /** Applies all, or says why there will be nothing to apply them to. */
  settle(error?: StateSyncError): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settle of waiting) settle(error);
  }
}
