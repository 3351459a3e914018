/**
 * The clock, read for the first and then for one in eight of what begins in one turn: reading it costs more than everything else
 * that is counted at an update.
 */
export class Stopwatch {
  /** Whether what has just begun is to be timed. */
  isTimed = false;
  #begun = 0;
  #last = 0;

  /** The time in milliseconds, or the last one that was read in this turn. */
  start(): number {
    if (this.#begun === 0)
      queueMicrotask(() => {
        this.#begun = 0;
      });
    this.isTimed = (this.#begun++ & 7) === 0;
    if (this.isTimed) this.#last = performance.now();
    return this.#last;
  }
}
