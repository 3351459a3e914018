/** Counts one kind of operation and how long it took. */
import type { OperationStats } from './types.js';

export class Operation {
  /** Milliseconds since 1970 of the last one. */
  lastAt: number | null = null;
  #count = 0;
  #errors = 0;
  #maxMs = 0;
  #lastMs = 0;

  done(ms: number, failed: boolean): void {
    this.#count++;
    if (failed) this.#errors++;
    if (ms > this.#maxMs) this.#maxMs = ms;
    this.#lastMs = ms;
    this.lastAt = Date.now();
  }

  stats(): OperationStats {
    return { count: this.#count, errors: this.#errors, maxMs: this.#maxMs, lastMs: this.#lastMs };
  }
}
