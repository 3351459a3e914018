/**
 * How long updates wait for the disk: from the first of a commit to the moment it is durable.
 *
 * The engine commits what has gathered at the end of a turn, and what comes while a commit is under way goes with the next. So
 * there are at most two waiting groups, and one number for each: when the first update of it came.
 */
import type { Operation } from './operation.js';

export class Commits {
  readonly #operation: Operation;
  /** When the first update came of the group that is being written or about to be, and of the one after it. */
  #first: number | undefined;
  #next: number | undefined;
  #written = false;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** An update waits. @param now in milliseconds, of the same clock as the others */
  pending(now: number): void {
    if (this.#first === undefined) {
      this.#first = now;
      this.#written = false;
      // The engine was first to ask for the end of the turn.
      queueMicrotask(() => {
        this.#written = true;
      });
    } else if (this.#written) this.#next ??= now;
  }

  /** What was being written is on disk. */
  durable(now: number): void {
    if (this.#first === undefined) return;
    this.#operation.done(now - this.#first);
    // Its commit begins now.
    this.#first = this.#next;
    this.#next = undefined;
  }

  /** Storage refused; the updates go on waiting. */
  failed(now: number): void {
    if (this.#first !== undefined) this.#operation.done(now - this.#first, true);
  }
}
