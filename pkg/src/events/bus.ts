/**
 * Tells handlers what happened, and remembers it. What they can rely on:
 *
 * - Every handler hears every event of its type that happens after `on` returns, once, in the order of the ids. It hears
 *   none after it was ended.
 * - Handlers of one event are called in the order in which they were registered, whatever their type.
 * - A handler may update, register, end handlers and cause events. Such an event has its id at once and is heard when the
 *   one under way has been heard by all; so nobody hears the second before the first.
 * - What a handler throws is reported like any uncaught error; the others still run.
 *
 * `state_updated` is the one event that happens a hundred thousand times a second. Asking the engine for the pointers costs
 * as much as the update, and only the newest update can be asked about. So they are asked for when a handler will hear them, and
 * otherwise for so many per second that it cannot be noticed ({@link Ration}): the history of an application has them all, that of
 * a benchmark says `truncated`. Everything else about an event is a few numbers; the object is made when somebody reads it.
 */
import { isolate } from '../isolate.js';
import { type Entry, EventLog } from './log.js';
import { type EventData, type EventType, PRIORITIES, RANKS, type SyncEvent } from './types.js';

const NOTHING: readonly string[] = Object.freeze([]);

class Happened implements Entry {
  #event: SyncEvent | undefined;

  constructor(
    readonly id: number,
    readonly type: EventType,
    readonly source: string,
    readonly version: number,
    readonly timestamp: number,
    readonly rank: number,
    readonly data: EventData[EventType] | undefined,
  ) {}

  event(): SyncEvent {
    if (!this.#event) {
      const { id, type, source, version, timestamp } = this;
      const priority = PRIORITIES[this.rank];
      const data = this.data ?? { source, changes: NOTHING, pointers: NOTHING, truncated: true, version, timestamp };
      this.#event = Object.freeze({
        ...{ id, type, source, data: Object.freeze(data), timestamp, priority, version },
      }) as SyncEvent;
    }
    return this.#event;
  }
}

interface Handler {
  readonly type: EventType | '*';
  readonly handle: (event: SyncEvent) => void;
  /** The first event that it hears. */
  readonly from: number;
}

/** The events of one instance. */
export class Events {
  readonly log = new EventLog();
  readonly #handlers = new Set<Handler>();
  readonly #counts: Partial<Record<EventType, number>> = {};
  #next = 1;
  /** What is to be heard while another event is under way, and how many events in a row have caused each. */
  #waiting: { event: SyncEvent; depth: number }[] = [];
  /** 0: no event is under way. */
  #depth = 0;

  /** How many events in a row were caused by handlers of the one before. */
  get depth(): number {
    return this.#depth;
  }

  /** How many events of each type there were. */
  counts(): Partial<Record<EventType, number>> {
    return { ...this.#counts };
  }

  on(type: EventType | '*', handle: (event: SyncEvent) => void): () => void {
    // An object of its own: the same function may be registered twice.
    const handler = { type, handle, from: this.#next };
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Whether anybody would hear it. */
  heard(type: EventType): boolean {
    if (this.#handlers.size > 0)
      for (const handler of this.#handlers) if (handler.type === '*' || handler.type === type) return true;
    return false;
  }

  /** Records an event and tells it. */
  emit<T extends EventType>(
    type: T,
    source: string,
    version: number,
    data: EventData[T],
    rank = RANKS[type] ?? 0,
  ): void {
    this.#record(type, source, version, data, rank);
  }

  /** Records that the state changed; `data` only if somebody hears it, or if it was no trouble to get. */
  updated(source: string, version: number, data?: EventData['state_updated']): void {
    this.#record('state_updated', source, version, data, 0);
  }

  #record(
    type: EventType,
    source: string,
    version: number,
    data: EventData[EventType] | undefined,
    rank: number,
  ): void {
    this.#counts[type] = (this.#counts[type] ?? 0) + 1;
    const id = this.#next++;
    const heard = this.heard(type);
    if (!heard && this.log.limit === 0) return;
    const entry = new Happened(id, type, source, version, Date.now(), rank, data);
    this.log.add(entry);
    if (heard) this.#tell(entry.event());
  }

  #tell(event: SyncEvent): void {
    this.#waiting.push({ event, depth: this.#depth + 1 });
    if (this.#depth > 0) return;
    // Both lists grow while they are gone through.
    for (const { event, depth } of this.#waiting) {
      this.#depth = depth;
      for (const { type, handle, from } of this.#handlers)
        if (from <= event.id && (type === '*' || type === event.type)) isolate(() => handle(event));
    }
    this.#waiting = [];
    this.#depth = 0;
  }

  clear(): void {
    this.#handlers.clear();
    this.log.limit = 0;
  }
}

/** How often something may be done that nobody has asked for: 100 times at once, and 250 times a second. */
export class Ration {
  #left = 100;
  #at = 0;

  /** @param now any clock, in milliseconds */
  take(now: number): boolean {
    this.#left = Math.min(100, this.#left + (now - this.#at) / 4);
    this.#at = now;
    return this.#left >= 1 && this.#left-- > 0;
  }
}
