/** Counts one kind of operation and how long it took. */
import type { OperationStats } from '../types.js';
import { Histogram } from './histogram.js';

export class Operation {
  /** When the last one ended, in milliseconds since 1970; `null` if nobody wanted to know, or there was none. */
  lastAt: number | null = null;
  readonly #durations = new Histogram();
  #untimed = 0;
  #errors = 0;
  #lastMs = 0;

  /** @param ms how long it took */
  done(ms: number, failed = false): void {
    this.#durations.add(ms);
    if (failed) this.#errors++;
    this.#lastMs = ms;
  }

  /** One that was not timed. */
  untimed(failed: boolean): void {
    this.#untimed++;
    if (failed) this.#errors++;
  }

  /** As `done`, and remembers when it was: not for what happens a hundred thousand times a second. */
  dated(ms: number, failed = false): void {
    this.done(ms, failed);
    this.lastAt = Date.now();
  }

  stats(): OperationStats {
    const durations = this.#durations;
    return {
      count: durations.count + this.#untimed,
      errors: this.#errors,
      p50Ms: durations.at(0.5),
      p95Ms: durations.at(0.95),
      p99Ms: durations.at(0.99),
      maxMs: durations.max,
      lastMs: this.#lastMs,
    };
  }
}
