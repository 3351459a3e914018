/**
 * The newest events, so many and no more. When there are too many, the oldest of the lowest priority goes first: a
 * thousand updates do not push out the one error.
 */
import { type EventFilter, PRIORITIES, type SyncEvent } from './types.js';

export class EventLog {
  /** By priority. Taking the first of an array costs the same however long it is: engines move its start. */
  readonly #queues: SyncEvent[][] = PRIORITIES.map(() => []);
  #size = 0;
  #limit = 0;

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    while (this.#size > limit) this.#drop();
  }

  /** @param rank of its priority, from 0 */
  add(event: SyncEvent, rank: number): void {
    this.#queues[rank]?.push(event);
    if (++this.#size > this.#limit) this.#drop();
  }

  /** The oldest of the lowest priority. */
  #drop(): void {
    this.#size--;
    this.#queues.find((queue) => queue.length > 0)?.shift();
  }

  /** Oldest first. */
  read({ type = '*', since = 0, limit = Infinity, minPriority = 'low' }: EventFilter): SyncEvent[] {
    const found = this.#queues
      .slice(PRIORITIES.indexOf(minPriority))
      .flat()
      .filter((event) => (type === '*' || event.type === type) && event.timestamp >= since)
      .sort((a, b) => a.id - b.id);
    return found.slice(Math.max(0, found.length - limit));
  }
}
