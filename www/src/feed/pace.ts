/** How many updates are due, for a number per second. What could not be made in time is let go: a feed is not a debt. */

/** Seconds of updates that may be made up for. */
const MOST_LATE_S = 0.25;

export class Pace {
  #last: number;
  #due = 0;

  /** @param now in milliseconds */
  constructor(now: number) {
    this.#last = now;
  }

  /** @param perSecond updates per second @returns how many are to be made now */
  due(now: number, perSecond: number): number {
    this.#due += ((now - this.#last) / 1000) * perSecond;
    this.#last = now;
    this.#due = Math.min(this.#due, Math.max(1, perSecond * MOST_LATE_S));
    return Math.floor(this.#due);
  }

  made(count: number): void {
    this.#due -= count;
  }
}
