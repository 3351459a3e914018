import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';
import type { StateSyncStats } from '../types.js';

/**
 * The statistics, read `hz` times a second (2 unless given; 0: once). Reading costs some microseconds and every reading
 * renders: for a panel, not for the whole page. After `close` they stay as
 * they are; on a server there are none yet.
 *
 * @example
 * const { operations, memory } = useSyncStats(sync, { hz: 4 });
 */
export function useSyncStats<S>(sync: StateSync<S>, { hz = 2 }: { readonly hz?: number } = {}): StateSyncStats {
  const store = useMemo(() => ({ stats: sync.readStats(), first: sync.firstStats() }), [sync]);
  const subscribe = useCallback(
    (notify: () => void) => {
      const isClosed = () => sync.status.phase === 'closed';
      if (hz === 0 || isClosed()) return () => {};
      const timer = setInterval(() => {
        if (isClosed()) return clearInterval(timer);
        store.stats = sync.getStateSyncStats();
        notify();
      }, 1000 / hz);
      return () => clearInterval(timer);
    },
    [sync, store, hz],
  );
  const read = (): StateSyncStats => store.stats;
  return useSyncExternalStore(subscribe, read, () => store.first);
}
