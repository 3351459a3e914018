import { useMemo, useSyncExternalStore } from 'react';
import type { EventFilter, EventType, SyncEvent } from '../events/types.js';
import type { StateSync } from '../sync.js';

const NONE: readonly never[] = Object.freeze([]);

/**
 * The newest events, oldest first, as `sync.eventHistory` gives them. Renders when one was added that the filter lets
 * through, once for all events of one turn. The array is the same until then; `filter` may be a fresh object each time.
 *
 * @example
 * const problems = useSyncEvents(sync, { minPriority: 'high', limit: 20 });
 */
export function useSyncEvents<S, E extends EventType = EventType>(
  sync: StateSync<S>,
  { type, since, limit, minPriority }: EventFilter<E> = {},
): readonly SyncEvent<E>[] {
  const store = useMemo(() => {
    let events: readonly SyncEvent<E>[] = NONE;
    let isOld = true;
    const read = (): readonly SyncEvent<E>[] => {
      if (isOld && sync.status.phase !== 'closed') {
        const now = sync.eventHistory({ type, since, limit, minPriority });
        if (now.length !== events.length || now.some((event, i) => event !== events[i])) events = now;
        isOld = false;
      }
      return events;
    };
    const subscribe = (notify: () => void): (() => void) => {
      // Some may have come between rendering and now.
      isOld = true;
      if (sync.status.phase === 'closed') return () => {};
      let waits = false;
      return sync.on(type ?? '*', () => {
        if (waits) return;
        waits = true;
        queueMicrotask(() => {
          waits = false;
          isOld = true;
          notify();
        });
      });
    };
    return { read, subscribe };
  }, [sync, type, since, limit, minPriority]);
  // A server's page shows none: the browser's history is another one.
  return useSyncExternalStore(store.subscribe, store.read, () => NONE);
}
