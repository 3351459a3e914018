/**
 * Tells handlers what happened, and remembers it. What they can rely on:
 *
 * - Every handler hears every event of its type that happens after `on` returns, once, in the order of the ids. It hears
 *   none after it was ended.
 * - Handlers of one event are called in the order in which they were registered, whatever their type.
 * - A handler may update, register, end handlers and cause events. Such an event has its id at once and is heard when the
 *   one under way has been heard by all; so nobody hears the second before the first.
 * - What a handler throws is reported (`isolate.ts`); the others still run.
 *
 * `state_updated` is the one event that happens a hundred thousand times a second. Asking the engine for the pointers costs
 * as much as the update, and only the newest update can be asked about. So they are asked for when a handler will hear them, and
 * otherwise for so many per second that it cannot be noticed ({@link Ration}): the history of an application has them all, that of
 * a benchmark says `truncated`. The rest of an event is a few numbers, and it is finished when somebody looks at it.
 */
import { isolate } from '../isolate.js';
import { EventLog } from './log.js';
import { type EventData, type EventFilter, type EventType, PRIORITIES, RANKS, type SyncEvent } from './types.js';

const NOTHING: readonly string[] = Object.freeze([]);

interface Handler {
  readonly type: EventType | '*';
  readonly handle: (event: SyncEvent) => void;
  /** The first event that it hears. */
  readonly from: number;
}

/** An event of which nobody has seen the data. */
type Unfinished = { -readonly [K in keyof SyncEvent]: K extends 'data' ? unknown : SyncEvent[K] };

/** The events of one instance. */
export class Events {
  readonly #log = new EventLog();
  readonly #handlers = new Set<Handler>();
  readonly #counts: Partial<Record<EventType, number>> = {};
  #next = 1;
  /** What is to be heard after the event that is under way, and how many events in a row have caused each. */
  #waiting: [event: SyncEvent, depth: number][] = [];
  /** How many events in a row were caused by handlers of the one before, or more; 0 if none is under way. */
  depth = 0;

  /** How many events are remembered. */
  set limit(limit: number) {
    this.#log.limit = limit;
  }

  /** How many events of each type there were. */
  counts(): Partial<Record<EventType, number>> {
    return { ...this.#counts };
  }

  /** Those that are remembered, oldest first. */
  history(filter: EventFilter): SyncEvent[] {
    return this.#log.read(filter).map(finished);
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

  /** Records an event and tells it. A `state_updated` that nobody hears may come without data. */
  emit<T extends EventType>(
    type: T,
    source: string,
    version: number,
    data: EventData[T] | (T extends 'state_updated' ? undefined : never),
    rank = RANKS[type],
  ): void {
    this.#counts[type] = (this.#counts[type] ?? 0) + 1;
    const id = this.#next++;
    const heard = this.heard(type);
    if (!heard && this.#log.limit === 0) return;
    const priority = PRIORITIES[rank];
    const event = { id, type, source, data, timestamp: Date.now(), priority, version } as SyncEvent;
    this.#log.add(event, rank);
    if (!heard) return;
    // Where each causes two others there are too many long before there are too many in a row: they count for more, the more wait.
    this.#waiting.push([finished(event), this.depth + 1 + this.#waiting.length / 1000]);
    if (this.depth > 0) return;
    // Both lists grow while they are gone through.
    for (const [event, depth] of this.#waiting) {
      this.depth = depth;
      for (const { type, handle, from } of this.#handlers)
        if (from <= event.id && (type === '*' || type === event.type)) isolate(() => handle(event));
    }
    this.#waiting = [];
    this.depth = 0;
  }

  clear(): void {
    this.#handlers.clear();
    this.limit = 0;
  }
}

/** The event as it is seen: with data, and frozen. */
function finished(event: SyncEvent): SyncEvent {
  const { source, version, timestamp } = event;
  (event as Unfinished).data ??= { source, changes: NOTHING, pointers: NOTHING, truncated: true, version, timestamp };
  Object.freeze(event.data);
  return Object.freeze(event);
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
