/**
 * The newest events, so many and no more. When there are too many, the oldest of the lowest priority goes first: a
 * thousand updates do not push out the one error.
 *
 * A queue per priority, so that recording and dropping cost the same however many there are.
 */
import { type EventFilter, type EventType, PRIORITIES, type SyncEvent } from './types.js';

/** Something that happened. It becomes an event when somebody looks at it. */
export interface Entry {
  readonly id: number;
  readonly type: EventType;
  /** Index in `PRIORITIES`. */
  readonly rank: number;
  readonly timestamp: number;
  event(): SyncEvent;
}

/** Dropped entries that may stand at the front of a queue before it is copied. */
const SLACK = 512;

export class EventLog {
  readonly #queues = PRIORITIES.map(() => ({ entries: [] as (Entry | undefined)[], from: 0 }));
  #size = 0;
  #limit = 1000;

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    while (this.#size > limit) this.#drop();
  }

  add(entry: Entry): void {
    this.#queues[entry.rank]?.entries.push(entry);
    if (++this.#size > this.#limit) this.#drop();
  }

  /** The oldest of the lowest priority. */
  #drop(): void {
    for (const queue of this.#queues) {
      if (queue.from === queue.entries.length) continue;
      queue.entries[queue.from++] = undefined;
      if (queue.from > SLACK) {
        queue.entries = queue.entries.slice(queue.from);
        queue.from = 0;
      }
      this.#size--;
      return;
    }
  }

  /** Oldest first. */
  read({ type = '*', since = 0, limit = Infinity, minPriority = 'low' }: EventFilter): SyncEvent[] {
    const found: Entry[] = [];
    for (const { entries, from } of this.#queues.slice(PRIORITIES.indexOf(minPriority)))
      for (let i = from; i < entries.length; i++) {
        const entry = entries[i] as Entry;
        if ((type === '*' || entry.type === type) && entry.timestamp >= since) found.push(entry);
      }
    found.sort((a, b) => a.id - b.id);
    return found.slice(Math.max(0, found.length - limit)).map((entry) => entry.event());
  }
}
